import type { Entry } from './entry.ts';

/** Failures of finding and starting the real CLI. */
export const cliFailures = {
  'cli-loop': {
    status: 69,
    says: (d) => `permahub has been starting itself: ${d.depth} guards stand in front of each other.`,
    hint: () => 'Name the real Supabase CLI in .permahubrc.json: "cli": "<path>".',
  },
  'cli-missing': {
    status: 69,
    says: (d) => `The real Supabase CLI was not found from ${d.cwd}. Tried:${d.tried}`,
    hint: () => 'Install it (`npm install --save-dev supabase`), or name it in .permahubrc.json: "cli": "<path>".',
  },
  'cli-not-started': {
    status: 69,
    says: (d) => `The real Supabase CLI, ${d.path}, could not be started: ${d.problem}.`,
    hint: () => 'Install it anew, then start the command again.',
  },
  'cli-setting': {
    status: 78,
    says: (d) => `The settings name ${d.path} as the Supabase CLI, but it cannot be used: ${d.why}.`,
    hint: () => 'Put "cli" in .permahubrc.json right, or remove it to have the CLI found.',
  },
} satisfies Record<string, Entry>;
