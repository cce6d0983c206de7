import type { Entry } from './entry.ts';

/** Failures of settings and of naming and reaching a target. */
export const targetFailures = {
  'project-missing': {
    status: 69,
    says: (d) =>
      `There is no Supabase project in ${d.folder} or above it (no supabase/config.toml), so nobody knows whose local database this would act on. Nothing was contacted or forwarded to the Supabase CLI.`,
    hint: () => "Go to the project's folder, or name it with --workdir; `supabase init` makes a new project.",
  },
  'target-unresolved': {
    status: 77,
    says: (d) => `The target cannot be told: ${d.problem}.`,
    hint: () =>
      'Name it with --target local, linked, a project ref, or a URL (its password in PGPASSWORD or ~/.pgpass).',
  },
  'connection-url': {
    status: 77,
    says: (d) => `The connection to ${d.target} cannot be had: ${d.problem}.`,
    hint: () => 'Name the database by one URL: postgresql://user@host:5432/database.',
  },
  'password-missing': {
    status: 69,
    says: (d) => `The database password of project ${d.ref} is missing: without it no backup can be made.`,
    hint: () => 'Set SUPABASE_DB_PASSWORD (Dashboard, Project Settings, Database), then start again.',
  },
  'password-of-another-project': {
    status: 69,
    says: (d) =>
      `The database password of project ${d.ref} is missing: SUPABASE_DB_PASSWORD belongs to the linked project ${d.linked}.`,
    hint: () => 'Link this folder to the project you mean, or name its database by a connection URL.',
  },
  'settings-invalid': {
    status: 78,
    says: (d) => `The settings in ${d.file} are wrong:\n  ${d.faults}`,
    hint: () => 'Put these keys right; schema.json in the permahub package describes every key.',
  },
  'settings-unreadable': {
    status: 78,
    says: (d) => `The settings in ${d.file} cannot be read: ${d.problem}.`,
    hint: () => 'Put the file right, or remove it to go by the built-in settings.',
  },
  'target-unconnectable': {
    status: 69,
    says: (d) => `There is no database connection for ${d.target}: ${d.problem}.`,
    hint: () => 'Name the database by a URL: postgresql://user@host:5432/database.',
  },
  'transaction-pooler': {
    status: 77,
    says: (d) => `${d.place} is a transaction pooler (port 6543): pg_dump cannot make a consistent backup through it.`,
    hint: () => 'Use port 5432: the session pooler or the direct connection.',
  },
  'mark-not-allowed': {
    status: 69,
    says: (d) => `The role "${d.role}" may not mark the database "${d.database}": only its owner or a superuser may.`,
    hint: () => 'Nothing was changed. Connect as the owner of the database; on Supabase that is "postgres".',
  },
  'mark-not-written': {
    status: 69,
    says: (d) => `The database was to be ${d.wanted}, and afterwards it is ${d.found}.`,
    hint: () => 'See `permahub mark show`; something else may be writing the comment of the database.',
  },
} satisfies Record<string, Entry>;
