import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lean } from '../support/lean.ts';

const platform = `@supabase/cli-${process.platform}-${process.arch}/bin/supabase`;
const beside = (folder: string) => resolve('node_modules', folder, 'node_modules', platform);

/** The programs of both real CLIs; a missing one fails the suite with what to install. */
export const programs = {
  v3: found(beside('supabase-3')),
  v2: found(existsSync(beside('supabase-2')) ? beside('supabase-2') : resolve('node_modules', platform)),
};

function found(path: string): string {
  if (!existsSync(path)) throw new Error(`The real Supabase CLI is missing at ${path}: npm ci`);
  return path;
}

export interface Said {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

/** An empty home and working folder for the real CLIs, away from any project. */
export function emptyPlace(): {
  readonly folder: string;
  readonly say: (era: 'v2' | 'v3', argv: readonly string[]) => Promise<Said>;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'permahub-test-cli-'));
  const env = { ...lean, PATH: '/usr/bin:/bin', HOME: folder };
  const say = (era: 'v2' | 'v3', argv: readonly string[]) =>
    new Promise<Said>((done) => {
      execFile(programs[era], argv, { cwd: folder, env, maxBuffer: 1 << 24 }, (error, out, err) =>
        done({ out, err, status: error ? Number(error.code) : 0 }),
      ).stdin?.end();
    });
  return { folder, say, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
