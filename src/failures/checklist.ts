import type { Entry } from './entry.ts';

/** Failures of checklists. */
export const checklistFailures = {
  'checklist-not-written': {
    status: 74,
    says: (d) => `The checklist could not be recorded in ${d.directory}: ${d.problem}.`,
    hint: () => 'Make room or put the permissions right, then go through it again.',
  },
  'checklist-unreadable': {
    status: 69,
    says: (d) => `The checklists in ${d.directory} cannot be read: ${d.problem}.`,
    hint: () => 'Put the permissions right, or move what is in the way elsewhere.',
  },
} satisfies Record<string, Entry>;
