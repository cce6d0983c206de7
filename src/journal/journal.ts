import { randomBytes } from 'node:crypto';
import type { Approval } from '../approval/types.ts';
import { Failure } from '../failures.ts';
import { appendEntry, DamagedJournal, type NewEntry } from './append.ts';
import { entryText } from './entry.ts';
import { openIntents } from './open-intents.ts';
import { readLines } from './read.ts';
import type { ChainLine, EntryFacts, Intent, OpenIntent } from './types.ts';

/** The journal of one backup directory. Nothing is created before the first entry. */
export interface Journal {
  /**
   * Writes what is about to be done, durably, before it is done. Failures: journal-not-written, journal-damaged (74):
   * then nothing may be forwarded.
   */
  readonly intent: (
    approval: Approval,
    entry: {
      readonly run: string;
      readonly command: string;
      readonly commit: string | null;
      readonly facts: EntryFacts;
    },
  ) => Promise<Intent>;
  /** Writes what came of an intent. Failure: outcome-not-written (74). */
  readonly outcome: (intent: Pick<Intent, 'run'>, facts: EntryFacts) => Promise<ChainLine>;
  /** Writes what was done after the outcome. Failure: outcome-not-written (74). */
  readonly note: (intent: Pick<Intent, 'run'>, facts: EntryFacts) => Promise<ChainLine>;
  /** Writes a refused attempt, or one on a target that is not local. Failures as for `intent`. */
  readonly refusal: (run: string, facts: EntryFacts) => Promise<ChainLine>;
  /** Intents without an outcome so far: runs under way elsewhere, or runs that died. Failure: journal-damaged. */
  readonly openIntents: () => readonly OpenIntent[];
  /** Every whole, unbroken line, oldest first. */
  readonly lines: () => readonly ChainLine[];
}

/** A name for one run of the guard, in the journal and the log: time (UTC) and eight random characters. */
export function newRun(at: Date): string {
  return `${at.toISOString().replace(/\D/g, '').slice(0, 14)}-${randomBytes(4).toString('hex')}`;
}

/** The journal in this backup directory (absolute). */
export function openJournal(directory: string): Journal {
  const append = async (entry: Omit<NewEntry, 'at'>, at = new Date().toISOString()) => {
    try {
      return await appendEntry(directory, { ...entry, at });
    } catch (error) {
      const problem = (error as Error).message.replace(/\.$/, '');
      const code = error instanceof DamagedJournal ? 'journal-damaged' : 'journal-not-written';
      throw new Failure(code, { directory, problem }, { cause: error });
    }
  };
  const after = async (kind: 'outcome' | 'note', run: string, facts: EntryFacts) => {
    try {
      return await append({ kind, run, text: '', facts });
    } catch (error) {
      const problem = String((error as Failure).detail.problem);
      throw new Failure('outcome-not-written', { directory, problem }, { cause: error });
    }
  };
  const lines = () => {
    try {
      return readLines(directory);
    } catch (error) {
      throw new Failure('journal-damaged', { directory, problem: (error as Error).message }, { cause: error });
    }
  };
  return {
    intent: async (approval, { run, command, commit, facts }) => {
      const at = new Date().toISOString();
      const text = entryText({ command, reason: approval.reason, at: at.replace(/\.\d+Z$/, 'Z'), commit });
      const known = { command, commit, reason: approval.reason, by: approval.by, approvedAt: approval.at, ...facts };
      const line = await append({ kind: 'intent', run, text, facts: known }, at);
      return { run: line.run, seq: line.seq } as Intent;
    },
    outcome: ({ run }, facts) => after('outcome', run, facts),
    note: ({ run }, facts) => after('note', run, facts),
    refusal: (run, facts) => append({ kind: 'refusal', run, text: '', facts }),
    openIntents: () => openIntents(lines()),
    lines,
  };
}
