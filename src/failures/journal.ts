import type { Entry } from './entry.ts';

/** Failures of the journal. */
export const journalFailures = {
  'journal-damaged': {
    status: 74,
    says: (d) =>
      `The journal in ${d.directory} cannot be continued: ${d.problem}. Nothing was forwarded to the Supabase CLI.`,
    hint: () =>
      'See `permahub journal verify`. To begin a new journal, keep reset_log.txt, .chain and .head together under another name.',
  },
  'journal-not-written': {
    status: 74,
    says: (d) =>
      `The journal in ${d.directory} could not be written: ${d.problem}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'Make room or put the permissions right, then start again.',
  },
  'outcome-not-written': {
    status: 74,
    says: (d) =>
      `The command ran, but its outcome could not be written to the journal in ${d.directory}: ${d.problem}.`,
    hint: () => 'The journal holds the intent without an outcome; the next run says so.',
  },
} satisfies Record<string, Entry>;
