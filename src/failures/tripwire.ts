import type { Entry } from './entry.ts';

/** Failures of the tripwire in the database itself. */
export const tripwireFailures = {
  'tripwire-schema-taken': {
    status: 69,
    says: (d) =>
      `There is a schema "permahub" in this database that the guard did not make (its owner is ${d.owner}). Nothing was changed.`,
    hint: () => 'The tripwire takes a schema of this name: rename the other one, then start again.',
  },
  'tripwire-not-allowed': {
    status: 69,
    says: (d) => `The role "${d.role}" could not change the tripwire: ${d.problem}.`,
    hint: () =>
      'Connect as the role that installed it, or as the owner of the database; where a lock was waited for, start again. `permahub tripwire status` says what is there.',
  },
  'tripwire-no-ticket': {
    status: 69,
    says: (d) => `The tripwire of this database could not be passed: ${d.problem}. Nothing was done.`,
    hint: () => 'Start the same command again; `permahub tripwire status` says whether the tripwire is whole.',
  },
  'tripwire-left': {
    status: 69,
    says: (d) => `The tripwire was removed, but this is still there:\n${d.left}`,
    hint: () => 'Connect as the role that installed it, and start again.',
  },
} satisfies Record<string, Entry>;
