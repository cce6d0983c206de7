import { chmodSync, closeSync, constants, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import { tryLock } from './native-lock.ts';

/** What stands in a lock file for the one who finds it locked. */
interface Holder {
  readonly pid: number;
  /** UTC, ISO 8601. */
  readonly since: string;
  readonly command: string;
}

export interface MachineLock {
  readonly release: () => void;
}

/**
 * Takes the lock `name` for this person on this machine. The kernel holds it for our open file and lets go on any
 * death of ours; the file itself always stays. `command` is written in it: it must hold no secret.
 * Failures: held-by-another-guard, lock-unusable.
 */
export function lockMachine(name: string, options: { env: NodeJS.ProcessEnv; command: string }): MachineLock {
  const file = lockPath(name, options.env, 'lock');
  const fd = openLock(file);
  if (!tryLock(fd)) {
    closeSync(fd);
    throw new Failure('held-by-another-guard', { what: name, holder: holderOf(file) });
  }
  const holder: Holder = { pid: process.pid, since: new Date().toISOString(), command: options.command };
  ftruncateSync(fd, 0);
  writeSync(fd, `${JSON.stringify(holder)}\n`, 0);
  return { release: once(() => closeSync(fd)) };
}

/**
 * Runs `work` while holding the lock of this file, waiting up to 30 s for it. The file is made when missing and never
 * removed. Failures: held-by-another-guard after the wait, lock-unusable.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, wait = 30_000): Promise<T> {
  const fd = openLock(path);
  try {
    for (const since = Date.now(); !tryLock(fd); await new Promise((resolve) => setTimeout(resolve, 20)))
      if (Date.now() - since > wait) throw new Failure('held-by-another-guard', { what: path, holder: 'unknown' });
    return await work();
  } finally {
    closeSync(fd);
  }
}

/**
 * Takes one of the many locks that a file stands for: `slot` is a byte of it, a whole number below 2^40; the file stays
 * empty and is never removed. Shared holders exclude only one who wants it alone. The kernel lets go on any death of ours.
 * null when it cannot be had now. Failure: lock-unusable.
 */
export function tryLockSlot(path: string, slot: number, how: 'shared' | 'alone'): MachineLock | null {
  const fd = openLock(path);
  if (tryLock(fd, slot, 1, { shared: how === 'shared' })) return { release: once(() => closeSync(fd)) };
  closeSync(fd);
  return null;
}

/** Where a lock of this name is, and what belongs to it: absolute, in a folder of ours alone. Failure: lock-unusable. */
export function lockPath(name: string, env: NodeJS.ProcessEnv, ending: 'lock' | 'window' | 'frozen'): string {
  const safe = name.replace(/[^A-Za-z0-9._-]/g, (c) => `%${c.codePointAt(0)?.toString(16)}`);
  return join(lockFolder(env), `${safe}.${ending}`);
}

function lockFolder(env: NodeJS.ProcessEnv): string {
  const state = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : join(env.HOME || homedir(), '.local/state');
  const folder = join(state, 'permahub', 'locks');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (error) {
    throw new Failure('lock-unusable', { file: folder, problem: (error as Error).message }, { cause: error });
  }
  return folder;
}

function openLock(file: string): number {
  try {
    return openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  } catch (error) {
    throw new Failure('lock-unusable', { file, problem: (error as Error).message }, { cause: error });
  }
}

function holderOf(file: string): string {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return `process ${holder.pid}, since ${holder.since}: ${holder.command}`;
  } catch {
    return 'unknown'; // Between its lock and its line, or unreadable: the lock itself is what counts.
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
