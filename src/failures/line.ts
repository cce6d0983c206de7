import type { Entry } from './entry.ts';

/** Failures of the line itself: usage, refusals, drift, locks. */
export const lineFailures = {
  usage: {
    status: 64,
    says: (d) => `${d.problem}.`,
    hint: (d) => `See \`permahub ${d.verb ? `${d.verb} ` : ''}--help\`.`,
  },
  interrupted: {
    status: 130,
    says: (d) => `Stopped by ${d.signal}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'Start the command again when you are ready; published backups are kept.',
  },
  'drift-does-not-end': {
    status: 77,
    says: (d) =>
      `Refused: what was approved keeps changing (${d.what}), after ${d.rounds} backups in a row. Nothing was forwarded.`,
    hint: () => 'Stop whatever writes there, then start again; the backups made so far are kept.',
  },
  'target-changed': {
    status: 77,
    says: (d) =>
      `Refused: ${d.place} is not the database any more that was backed up and approved. Nothing was forwarded.`,
    hint: () => 'Find out what replaced it, then start again; the backup of the earlier one is kept.',
  },
  'held-by-another-guard': {
    status: 75,
    says: (d) => `Another guard is working on ${d.what}: ${d.holder}.`,
    hint: () => 'Wait until it has finished, then start again.',
  },
  'not-approved': {
    status: 77,
    says: (d) => `Not approved: ${d.why}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'Run the command again when you are sure; it asks anew.',
  },
  refused: {
    status: 77,
    says: (d) => `${d.words}`,
    hint: (d) => `${d.instead}`,
  },
  'window-left-closed': {
    status: 69,
    says: (d) =>
      `Writes to ${d.place} were stopped for the last backup, and they could not be allowed again: ${d.problem}.`,
    hint: (d) => `Allow them by hand: alter database "${d.database}" reset default_transaction_read_only`,
  },
  internal: {
    status: 70,
    says: (d) => `The guard itself failed: ${d.problem}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'This is a bug in permahub. Please report it with the text above.',
  },
} satisfies Record<string, Entry>;
