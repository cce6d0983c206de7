import { closeSync, constants, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { lockPath } from '../postgres/machine-lock.ts';

/** What a window changes and how it was before: enough to open it after its guard died. */
export interface WindowRecord {
  /** UTC, ISO 8601. */
  readonly since: string;
  /** The command of the run, without secrets. */
  readonly command: string;
  readonly database: string;
  /** The role that may write on. */
  readonly role: string;
  /** default_transaction_read_only before, for everybody and for the role; "" where it was not set. */
  readonly was: { readonly everybody: string; readonly role: string };
}

/** The record of one target on this machine. Only who holds the target's lock may touch it. */
export interface WindowKeeper {
  readonly command: string;
  /** Durable when it returns. Throws when it cannot be written: then nothing may be closed. */
  readonly write: (record: WindowRecord) => void;
  /** Null when there is none, or one that was cut off: it is written whole before anything is closed. */
  readonly read: () => WindowRecord | null;
  readonly remove: () => void;
}

/** The record beside the lock of this target. */
export function windowKeeper(key: string, command: string, env: NodeJS.ProcessEnv): WindowKeeper {
  const path = lockPath(key, env, 'window');
  return {
    command,
    write: (record) => {
      const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
      const fd = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
      try {
        writeSync(fd, `${JSON.stringify(record)}\n`);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    },
    read: () => {
      try {
        const record = JSON.parse(readFileSync(path, 'utf8')) as WindowRecord;
        return typeof record.was?.everybody === 'string' && typeof record.was.role === 'string' ? record : null;
      } catch (error) {
        if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    remove: () => rmSync(path, { force: true }),
  };
}
