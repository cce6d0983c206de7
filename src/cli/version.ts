import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { publishFile } from '../published-file.ts';
import { dispatches } from './dispatches.ts';
import { forwardEnv } from './environment.ts';

/** Milliseconds a program has to tell its version. */
const patience = 20_000;

/** What was asked once and holds while the file stays the same. */
interface Remembered {
  readonly path: string;
  readonly size: number;
  readonly mtime: number;
  readonly version: string;
}

/**
 * What `--version` of this program prints, asked once per path, size and modification time and kept in
 * $XDG_CACHE_HOME/permahub; each time where another version may be behind the same file (node_modules is written anew with
 * each install). Throws an Error in words when the program cannot tell. A cache that cannot be read or
 * written costs time only: the program is asked again.
 */
export async function versionOf(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (dispatches(path) && !path.includes('/node_modules/')) return ask(path, env);
  const { size, mtimeMs: mtime } = await stat(path);
  const folder = join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'permahub');
  const file = join(folder, `cli-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.json`);
  const known = await read(file);
  if (known && known.path === path && known.size === size && known.mtime === mtime) return known.version;
  const version = await ask(path, env);
  await remember(folder, file, { path, size, mtime, version }).catch(() =>
    rm(file, { force: true }).catch(() => undefined),
  );
  return version;
}

async function ask(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  const text = await new Promise<string>((tell, fail) => {
    // Without it the CLI asks GitHub for its newest version and writes supabase/.temp into the project.
    const quiet = { ...forwardEnv(env), SUPABASE_NO_UPDATE_NOTIFIER: '1' };
    execFile(path, ['--version'], { env: quiet, timeout: patience, killSignal: 'SIGKILL' }, (error, out) => {
      if (!error) return tell(out);
      const { code, killed, signal } = error;
      const how = killed ? 'no answer' : code === undefined || code === null ? `ended by ${signal}` : `${code}`;
      fail(new Error(`does not tell its version (${how})`));
    }).stdin?.end();
  });
  const line = text.trim().split('\n')[0]?.trim() ?? '';
  if (!/^v?\d[\w.+-]{0,60}$/.test(line)) throw new Error('does not tell its version (no version number)');
  return line;
}

/** Null for whatever is not exactly what we wrote, readable and writable by this user alone. */
async function read(file: string): Promise<Remembered | null> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { mode, uid } = await handle.stat();
      if ((mode & 0o077) !== 0 || (process.getuid && uid !== process.getuid())) return null;
      const found: unknown = JSON.parse(await handle.readFile('utf8'));
      return isRemembered(found) ? found : null;
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

function isRemembered(found: unknown): found is Remembered {
  const { path, size, mtime, version } = (found ?? {}) as Partial<Remembered>;
  return (
    typeof path === 'string' && typeof size === 'number' && typeof mtime === 'number' && typeof version === 'string'
  );
}

async function remember(folder: string, file: string, what: Remembered): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  publishFile(file, JSON.stringify(what));
}
