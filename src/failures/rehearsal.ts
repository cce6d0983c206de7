import type { Entry } from './entry.ts';

/** Failures of the rehearsal itself, beside those of the servers and programs it uses. */
export const rehearsalFailures = {
  'rehearsal-folder': {
    status: 69,
    says: (d) => `The folder ${d.path}, in which the command would be rehearsed, could not be made.`,
    hint: () => 'See to room and rights in the folder for temporary files (TMPDIR), then start again.',
  },
  'rehearsal-folder-left': {
    status: 69,
    says: (d) => `The folder ${d.path}, in which the command was rehearsed, could not be removed.`,
    hint: () => 'Remove it by hand, then start again: it holds a copy of the project folder.',
  },
} satisfies Record<string, Entry>;
