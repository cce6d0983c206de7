import type { Entry } from './entry.ts';

/** Failures of reading SQL. */
export const sqlFailures = {
  'sql-file-unreadable': {
    status: 69,
    says: (d) => `${d.file} cannot be read: ${d.problem}.`,
    hint: () => 'Name SQL files, folders with SQL files, or - for standard input.',
  },
  'sql-parser-missing': {
    status: 69,
    says: (d) => `PostgreSQL's parser (the package libpg-query) cannot be loaded: ${d.problem}.`,
    hint: () => 'Install permahub again with its dependencies.',
  },
} satisfies Record<string, Entry>;
