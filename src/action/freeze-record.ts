import { lockPath } from '../postgres/machine-lock.ts';
import { type RecordFile, recordFile } from './record-file.ts';

/** default_transaction_read_only of everybody, or of one role, in the database: as it was before the freeze. */
export interface Frozen {
  /** null: everybody. */
  readonly role: string | null;
  /** "" where it was not set. */
  readonly was: string;
}

/** What a freeze changed: enough to thaw by any later process of this person on this machine. */
export interface FreezeRecord {
  /** UTC, ISO 8601. */
  readonly since: string;
  readonly by: string;
  readonly database: string;
  readonly changed: readonly Frozen[];
}

/** The record beside the lock of this target; it stays until the thaw. Only who holds the lock may write it. */
export function freezeFile(key: string, env: NodeJS.ProcessEnv): RecordFile<FreezeRecord> {
  return recordFile(
    lockPath(key, env, 'frozen'),
    ({ changed, database, since }) =>
      Array.isArray(changed) && typeof database === 'string' && typeof since === 'string',
  );
}
