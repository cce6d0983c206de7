import { Failure } from '../failures.ts';
import { appendRecord, readRecords } from './records.ts';

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
  try {
    await appendRecord(directory, name, record);
  } catch (error) {
    const detail = { backup: record.backup, outcome: record.outcome, directory, problem: (error as Error).message };
    throw new Failure('verification-not-recorded', detail, { cause: error });
  }
}

/** Every record, oldest first, and how many lines could not be read. Throws what reading throws (a link, no permission). */
export function readVerifications(directory: string): {
  readonly records: Verification[];
  readonly unreadable: number;
} {
  return readRecords(directory, name, parse);
}

const outcomes: readonly unknown[] = ['equal', 'different', 'not tested'];

function parse(written: unknown): Verification | null {
  const value = written as Partial<Verification> | null;
  const isOne =
    value?.schema === 1 &&
    [value.at, value.backup, value.target].every((each) => typeof each === 'string') &&
    !Number.isNaN(Date.parse(value.at as string)) &&
    outcomes.includes(value.outcome);
  return isOne ? (value as Verification) : null;
}
