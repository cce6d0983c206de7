import { lstatSync } from 'node:fs';
import { Failure } from '../failures.ts';
import { withFileLock } from '../postgres/machine-lock.ts';
import { completeFromChain, DamagedJournal } from './append.ts';
import { checkJournal } from './check.ts';
import { journalPaths, readLog } from './files.ts';
import type { Head, JournalProblem, OpenIntent } from './types.ts';

export interface JournalVerification {
  readonly ok: boolean;
  /** Whole entries read. */
  readonly entries: number;
  readonly problems: readonly JournalProblem[];
  /** Runs that were approved and have no outcome. No problem by themselves. */
  readonly openIntents: readonly OpenIntent[];
  /** To be kept elsewhere: a later check against it finds what was cut off all three files together. */
  readonly head: Head | null;
}

/**
 * Checks the journal of a backup directory, under its lock, after completing what a crash left between its files.
 * An absent journal is a good one without entries. Throws what reading it throws (a link, no permission).
 */
export async function verifyJournal(directory: string): Promise<JournalVerification> {
  const paths = journalPaths(directory);
  const isAbsent = ![paths.chain, paths.head, paths.text].some(isThere);
  if (isAbsent) return { ok: true, entries: 0, problems: [], openIntents: [], head: null };
  try {
    return await withFileLock(paths.lock, async () => {
      const found = isThere(paths.chain) ? complete(directory) : [];
      return judged(directory, found);
    });
  } catch (error) {
    // A copy for reading only: nobody writes to it, so it can be judged without the lock.
    if (error instanceof Failure && error.code === 'lock-unusable') return judged(directory, []);
    throw error;
  }
}

/** What is damaged or cannot be read the check itself says; what cannot be completed is said here. */
function complete(directory: string): JournalProblem[] {
  try {
    completeFromChain(directory);
    return [];
  } catch (error) {
    if (error instanceof DamagedJournal) return [];
    return [{ seq: null, message: `The journal could not be opened to complete it: ${(error as Error).message}.` }];
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function judged(directory: string, found: readonly JournalProblem[]): JournalVerification {
  const paths = journalPaths(directory);
  const unreadable: JournalProblem[] = [];
  const read = (path: string): Buffer | null => {
    try {
      return readLog(path);
    } catch (error) {
      unreadable.push({ seq: null, message: `${(error as Error).message}.` });
      return null;
    }
  };
  const none = Buffer.alloc(0);
  const files = { chain: read(paths.chain) ?? none, text: read(paths.text) ?? none, head: read(paths.head) };
  const { lines, problems, openIntents, head } = checkJournal(files);
  const all = [...found, ...unreadable, ...problems];
  return { ok: all.length === 0, entries: lines.length, problems: all, openIntents, head };
}
