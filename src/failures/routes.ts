import type { Entry } from './entry.ts';

/** Failures of putting the guard in front of `supabase`. */
export const routeFailures = {
  'set-up-not-written': {
    status: 74,
    says: (d) => `${d.path} could not be changed: ${d.problem}. Changed before it: ${d.done}.`,
    hint: () => 'Put the cause right and start again: what is done stays as it is.',
  },
  'set-up-nowhere': {
    status: 69,
    says: (d) => `${d.what}: ${d.problem}.`,
    hint: (d) => `${d.hint}`,
  },
  'set-up-unasked': {
    status: 77,
    says: (d) => `Only a person at a terminal can take the guard away, and ${d.why}. Nothing was changed.`,
    hint: () => 'A person looks at `permahub uninstall --dry-run`, then runs `permahub uninstall` at a terminal.',
  },
} satisfies Record<string, Entry>;
