import type { Entry } from './entry.ts';

/** Failures of setting up a coding agent's hook. */
export const hookFailures = {
  'hook-agent-none': {
    status: 69,
    says: (d) => `No coding agent is set up in ${d.folder}, so there is nothing to ${d.what}.`,
    hint: (d) => `Name one: --agent ${d.known}.`,
  },
  'hook-settings-unreadable': {
    status: 78,
    says: (d) => `${d.file} cannot be read: ${d.problem}. Nothing in it was changed.`,
    hint: () => 'Put it right and start again.',
  },
  'hook-not-written': {
    status: 74,
    says: (d) => `${d.file} could not be written: ${d.problem}.`,
    hint: () => 'Put the cause right and start again.',
  },
  'hook-open': {
    status: 69,
    says: (d) => `The hook was written, and does not work:\n${d.problems}`,
    hint: () =>
      'Install permahub where the agent finds it: `npm install --save-dev permahub` in this folder, or `npm install --global permahub`. ' +
      'Until then every command of that agent is stopped; `permahub hook remove` takes the hook out again.',
  },
} satisfies Record<string, Entry>;
