import { Failure } from '../failures.ts';
import { openJournal } from '../journal/journal.ts';
import type { EntryFacts } from '../journal/types.ts';

/** Where a refusal is journalled. */
interface Refused {
  /** Of the backups. */
  readonly directory: string;
  /** From `newRun`. */
  readonly run: string;
  /** What is known of it, without the reason. */
  readonly facts: EntryFacts;
}

/** Writes a refusal into the journal. Gives in words why it could not be written, else null: it stays refused either way. */
export function journalRefusal({ directory, run, facts }: Refused, why: string): Promise<string | null> {
  return openJournal(directory)
    .refusal(run, { ...facts, why })
    .then(
      () => null,
      (error: Error) => error.message,
    );
}

/** Status of whatever was refused or not approved. */
const refused = 77;

/** Those of them that are no refusal of the guard's own: a person's no, a key that did not sign. And what is journalled where it is made. */
const otherwise: ReadonlySet<string> = new Set(['refused', 'not-approved', 'signing-passphrase', 'signing-failed']);

/**
 * What ended a run before its intent, journalled where it is a refusal. Gives what is to be thrown: the same, or where the
 * journal could not be written the same words with that.
 */
export async function journalled(error: unknown, of: Refused): Promise<unknown> {
  if (!(error instanceof Failure) || error.status !== refused || otherwise.has(error.code)) return error;
  const { message, hint } = error;
  const unwritten = await journalRefusal(of, message);
  if (unwritten === null) return error;
  return new Failure('refused', { words: `${message}\n${unwritten}`, instead: hint }, { cause: error });
}
