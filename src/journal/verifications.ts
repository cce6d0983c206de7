import { closeSync, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import { withFileLock } from '../postgres/machine-lock.ts';
import { appendDurably, makeDirectory, openLog, readLog, readRange } from './files.ts';

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
    makeDirectory(directory);
    await withFileLock(join(directory, '.lock'), async () => {
      const fd = openLog(join(directory, name));
      try {
        const { size } = fstatSync(fd);
        // A crash may have cut the last line off: it must not spoil this one.
        const isTorn = size > 0 && readRange(fd, size - 1, size)[0] !== 10;
        appendDurably(fd, `${isTorn ? '\n' : ''}${JSON.stringify(record)}\n`);
      } finally {
        closeSync(fd);
      }
    });
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
  const text = readLog(join(directory, name))?.toString('utf8') ?? '';
  const lines = text.split('\n').filter((line) => line !== '');
  const records = lines.map(parse).filter((record) => record !== null);
  return { records, unreadable: lines.length - records.length };
}

const outcomes: readonly unknown[] = ['equal', 'different', 'not tested'];

function parse(line: string): Verification | null {
  try {
    const value = JSON.parse(line) as Partial<Verification> | null;
    const isOne =
      value?.schema === 1 &&
      [value.at, value.backup, value.target].every((each) => typeof each === 'string') &&
      !Number.isNaN(Date.parse(value.at as string)) &&
      outcomes.includes(value.outcome);
    return isOne ? (value as Verification) : null;
  } catch {
    return null; // Counted by the caller.
  }
}
