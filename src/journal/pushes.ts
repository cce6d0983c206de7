import { Failure } from '../failures.ts';
import { appendRecord, readRecords } from './records.ts';

/** What became of a backup at the vault, kept beside the backups: `permahub status` asks no vault. */
export interface Push {
  readonly schema: 1;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly backup: string;
  /** Digest of the set. */
  readonly set: string;
  /** As the settings name it. */
  readonly repository: string;
  /** restic's id of the snapshot that was compared with the set; null when it did not get there. */
  readonly snapshot: string | null;
  /** Why not; null when it is there. */
  readonly problem: string | null;
}

const name = 'vault.jsonl';

/** Appends one line, durably. Failure: vault-not-recorded (74). */
export async function recordPush(directory: string, record: Push): Promise<void> {
  try {
    await appendRecord(directory, name, record);
  } catch (error) {
    const detail = { backup: record.backup, directory, problem: (error as Error).message };
    throw new Failure('vault-not-recorded', detail, { cause: error });
  }
}

/** Every record, oldest first, and how many lines could not be read. Throws what reading throws (a link, no permission). */
export function readPushes(directory: string): { readonly records: Push[]; readonly unreadable: number } {
  return readRecords(directory, name, parse);
}

function parse(written: unknown): Push | null {
  const value = written as Partial<Push> | null;
  const isOne =
    value?.schema === 1 &&
    [value.at, value.backup, value.set, value.repository].every((each) => typeof each === 'string') &&
    [value.snapshot, value.problem].every((each) => each === null || typeof each === 'string') &&
    (value.snapshot === null) !== (value.problem === null);
  return isOne ? (value as Push) : null;
}
