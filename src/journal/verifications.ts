import { Failure } from '../failures.ts';
import { appendLine, readRecords } from './lines.ts';

/** What `permahub verify` found, kept beside the backups: a restore test leaves evidence, and so does a failed one. */
export interface Verification {
  readonly schema: 1;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly backup: string;
  /** The target's key. */
  readonly target: string;
  /** 'not tested': it could not be tried (no PostgreSQL programs, no room…), which says nothing about the backup. */
  readonly outcome: 'equal' | 'different' | 'not tested';
  readonly seconds: number;
  readonly scratch: string | null;
  /** What could not be verified, each with its reason. */
  readonly unverified: readonly string[];
  /** The differences, or why it was not tested; null when it is equal. */
  readonly problem: string | null;
}

const name = 'verifications.jsonl';

/** Appends one line, durably. Failure: verification-not-recorded (74). */
export async function recordVerification(directory: string, record: Verification): Promise<void> {
  await appendLine(directory, name, record).catch((error: Error) => {
    const detail = { backup: record.backup, outcome: record.outcome, directory, problem: error.message };
    throw new Failure('verification-not-recorded', detail, { cause: error });
  });
}

const outcomes: readonly unknown[] = ['equal', 'different', 'not tested'];

/** Every record, oldest first, and how many lines could not be read. Throws what reading throws (a link, no permission). */
export function readVerifications(directory: string): {
  readonly records: Verification[];
  readonly unreadable: number;
} {
  return readRecords<Verification>(
    directory,
    name,
    ({ schema, at, backup, target, outcome }) =>
      schema === 1 &&
      [at, backup, target].every((each) => typeof each === 'string') &&
      !Number.isNaN(Date.parse(String(at))) &&
      outcomes.includes(outcome),
  );
}
