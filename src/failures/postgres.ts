import type { Entry } from './entry.ts';

/** What PostgreSQL, or the way to it, refuses. */
export const postgresFailures = {
  'database-missing': {
    status: 69,
    says: (d) => `PostgreSQL at ${d.place} has no database "${d.database}".`,
    hint: () => 'Check the database name of the target.',
  },
  'lock-unusable': {
    status: 74,
    says: (d) => `The lock ${d.file} cannot be used: ${d.problem}.`,
    hint: () => 'Make its folder writable for you, or point XDG_STATE_HOME at one that is.',
  },
  'login-refused': {
    status: 69,
    says: (d) => `PostgreSQL at ${d.place} refused the login of "${d.user}": ${d.problem}.`,
    hint: () => 'Check the user and the password (SUPABASE_DB_PASSWORD, PGPASSWORD, ~/.pgpass or the URL).',
  },
  'query-failed': {
    status: 69,
    says: (d) => `PostgreSQL at ${d.place} refused a query (${d.sqlstate}): ${d.problem}.`,
    hint: () => 'Put the cause right and start again.',
  },
  'role-cannot-read': {
    status: 69,
    says: (d) => `The role "${d.role}" cannot read ${d.objects}: a backup made by it would not be complete.`,
    hint: (d) => `Grant it the missing rights (\`GRANT pg_read_all_data TO "${d.role}"\`) or connect as another role.`,
  },
  'role-filtered': {
    status: 69,
    says: (d) =>
      `The role "${d.role}" is one that row level security would filter: a backup made by it could lack rows.`,
    hint: () => 'Connect as a superuser or as a role with BYPASSRLS, such as "postgres" of a Supabase project.',
  },
  'server-gone': {
    status: 69,
    says: (d) => `The connection to PostgreSQL at ${d.place} was lost: ${d.problem}.`,
    hint: () => 'Make sure that the server runs and can be reached, then start again.',
  },
  'sslmode-unknown': {
    status: 64,
    says: (d) => `"${d.sslmode}" is no sslmode.`,
    hint: () => 'Use disable, allow, prefer, require, verify-ca or verify-full.',
  },
  'target-unreachable': {
    status: 69,
    says: (d) => `PostgreSQL at ${d.place} cannot be reached: ${d.problem}.`,
    hint: () => 'Make sure that the server runs and can be reached; the local stack starts with `supabase start`.',
  },
} satisfies Record<string, Entry>;
