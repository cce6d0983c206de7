import { lockPath } from '../postgres/machine-lock.ts';
import { type RecordFile, recordFile } from './record-file.ts';

/** What a window changes and how it was before: enough to open it after its guard died. */
export interface WindowRecord {
  /** UTC, ISO 8601. */
  readonly since: string;
  /** The command of the run, without secrets. */
  readonly command: string;
  readonly database: string;
  /** The role that may write on; null where none is excepted. */
  readonly role: string | null;
  /** default_transaction_read_only before, for everybody and for the role; "" where it was not set. */
  readonly was: { readonly everybody: string; readonly role: string };
}

/** The record of one target on this machine. Only who holds the target's lock may touch it. */
export interface WindowKeeper extends RecordFile<WindowRecord> {
  readonly command: string;
}

/** The record beside the lock of this target. */
export function windowKeeper(key: string, command: string, env: NodeJS.ProcessEnv): WindowKeeper {
  const file = recordFile<WindowRecord>(
    lockPath(key, env, 'window'),
    ({ was }) => typeof was?.everybody === 'string' && typeof was.role === 'string',
  );
  return { command, ...file };
}
