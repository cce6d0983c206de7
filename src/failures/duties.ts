import type { Entry } from './entry.ts';

/** Failures of schedules. */
export const dutyFailures = {
  'schedule-nothing': {
    status: 69,
    says: (d) => `There is nothing to schedule: ${d.problem}.`,
    hint: () =>
      'Name a target with --target (a project ref, or a URL without password), or name staging and production in the settings.',
  },
  'schedule-path': {
    status: 69,
    says: (d) => `${d.path} cannot stand in a timer: ${d.problem}.`,
    hint: () => 'Move the project, or run `permahub backup` from a timer of your own.',
  },
  'schedule-not-ours': {
    status: 77,
    says: (d) => `Nothing was ${d.done}: ${d.file} ${d.problem}.`,
    hint: (d) => `Look at it; move it away or remove it yourself, then run \`${d.again}\` again.`,
  },
  'schedule-not-written': {
    status: 74,
    says: (d) => `${d.file} could not be ${d.done}: ${d.problem}.`,
    hint: () => 'Put the cause right and start again.',
  },
} satisfies Record<string, Entry>;
