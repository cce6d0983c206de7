import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import type { InContainer } from './container-program.ts';
import { docker } from './docker.ts';
import type { ProgramFile } from './types.ts';

/** A file of this text for programs of this machine, readable by its owner alone. */
export async function fileHere(text: string): Promise<ProgramFile> {
  const folder = await mkdtemp(join(tmpdir(), 'permahub-file-'));
  const path = join(folder, 'list');
  await writeFile(path, text, { mode: 0o600 });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The same inside a container. Failure: container-failed. */
export function fileInContainer({ container, env }: InContainer, text: string): Promise<ProgramFile> {
  const write = 'umask 077; file=$(mktemp) && cat >"$file" && echo "$file"';
  return new Promise((resolve, reject) => {
    const child = execFile('docker', ['exec', '-i', container, 'sh', '-c', write], { env }, (error, stdout, stderr) => {
      const path = stdout.trim();
      if (error || path === '')
        return reject(new Failure('container-failed', { container, problem: stderr.trim() || 'no file was made' }));
      const remove = async () => void (await docker(['exec', container, 'rm', '-f', path], env));
      return resolve({ path, remove });
    });
    child.stdin?.on('error', () => undefined); // Its own end says what went wrong.
    child.stdin?.end(text);
  });
}
