import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');
/** Downloads, the engine and its data; git ignores it. */
const cache = join(repository, '.cache/localstack');
/** Images are named after this machine, so that nothing is ever fetched from a registry. */
const registry = 'localhost';

/** The real CLIs, by major version. */
export const clis = {
  3: join(repository, 'node_modules/supabase-3/dist/supabase.js'),
  2: join(repository, 'node_modules/supabase-2/dist/supabase.js'),
} as const;

export interface LocalStack {
  /** What a shell needs so that `docker` and the real CLI use this engine. */
  readonly env: Record<string, string>;
  /** Takes everything down; throws when something would not go. */
  readonly stop: () => Promise<void>;
}

/** Starts the engine with the image each CLI asks for. About 60 s the first time, then 3 s. Needs root and Debian. */
export async function startLocalStack(): Promise<LocalStack> {
  const images = [...new Set(Object.values(clis).map(databaseImage))];
  const hold = spawn(join(import.meta.dirname, 'localstack/hold'), [cache, ...images], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  hold.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((done) => hold.once('exit', (status) => done(status)));
  const ready = new Promise<boolean>((done) => hold.stdout.once('data', () => done(true)));
  if (!(await Promise.race([ready, ended.then(() => false)]))) throw new Error(said.trim() || 'the local stack ended');
  return {
    env: { ...readEnv(), SUPABASE_INTERNAL_IMAGE_REGISTRY: registry },
    stop: async () => {
      hold.stdin.end();
      if ((await ended) !== 0) throw new Error(said.trim());
    },
  };
}

/** The database image this CLI wants, as its own `services` prints it. */
function databaseImage(cli: string): string {
  const home = mkdtempSync(join(tmpdir(), 'permahub-test-home-'));
  try {
    const env = { PATH: process.env.PATH, HOME: home, DO_NOT_TRACK: '1' };
    const said = execFileSync(process.execPath, [cli, 'services'], { cwd: home, env, encoding: 'utf8', stdio: 'pipe' });
    const tag = /supabase\/postgres\s*\|\s*(\S+)/.exec(said)?.[1];
    if (!tag) throw new Error(`${cli} services named no image of supabase/postgres:\n${said}`);
    return `${registry}/supabase/postgres:${tag}`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The `env` file that `up` wrote. */
function readEnv(): Record<string, string> {
  const lines = readFileSync(join(cache, 'env'), 'utf8').matchAll(/^export (\w+)=(.*)$/gm);
  return Object.fromEntries(
    [...lines].map(([, name, value]) => [name as string, (value as string).replace('$PATH', process.env.PATH ?? '')]),
  );
}
