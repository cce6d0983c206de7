import { Failure } from '../failures.ts';
import { appendLine, readRecords } from './lines.ts';

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
    await appendLine(directory, name, record);
  } catch (error) {
    const detail = { backup: record.backup, directory, problem: (error as Error).message };
    throw new Failure('vault-not-recorded', detail, { cause: error });
  }
}

/** Every record, oldest first, and how many lines could not be read. Throws what reading throws (a link, no permission). */
export function readPushes(directory: string): { readonly records: Push[]; readonly unreadable: number } {
  return readRecords<Push>(
    directory,
    name,
    ({ schema, at, backup, set, repository, snapshot, problem }) =>
      schema === 1 &&
      [at, backup, set, repository].every((each) => typeof each === 'string') &&
      [snapshot, problem].every((each) => each === null || typeof each === 'string') &&
      (snapshot === null) !== (problem === null),
  );
}
