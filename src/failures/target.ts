import type { Entry } from './entry.ts';

/** Failures of settings and of naming and reaching a target. */
export const targetFailures = {
  'project-missing': {
    status: 69,
    says: (d) =>
      `There is no Supabase project in ${d.folder} or above it (no supabase/config.toml), so nobody knows whose local database this would act on. Nothing was contacted or forwarded to the Supabase CLI.`,
    hint: () => "Go to the project's folder, or name it with --workdir; `supabase init` makes a new project.",
  },
  'stack-other-port': {
    status: 77,
    says: (d) =>
      `Refused: the settings put the local database on port ${d.port}, and its container ${d.container} is published on ${d.published}. What answers on ${d.port} may be another project's. Nothing was changed or forwarded to the Supabase CLI.`,
    hint: () => 'Put db.port (or SUPABASE_DB_PORT) back, or start the stack anew: `supabase stop`, `supabase start`.',
  },
  'stack-other-project': {
    status: 77,
    says: (d) =>
      `Refused: on port ${d.port} the container ${d.other} answers, another project's; this folder's (${d.container}) does not run. Nothing was changed or forwarded to the Supabase CLI.`,
    hint: () =>
      'Start the stack of this folder (`supabase start`), or run the command in the folder of the other project.',
  },
  'stack-other-server': {
    status: 77,
    says: (d) =>
      `Refused: what answers on ${d.place} is not the database in the container ${d.container}, though that is published there. Nothing was changed or forwarded to the Supabase CLI.`,
    hint: () => 'Find out what else listens there (a tunnel, another engine), end it, then start again.',
  },
  'stack-stopped': {
    status: 69,
    says: (d) =>
      `The local stack does not run: Docker has no container ${d.container}, and a reset acts on one alone. ${d.volume} Nothing was changed or forwarded to the Supabase CLI.`,
    hint: () => 'Start it first: `supabase start`.',
  },
  'stack-nothing': {
    status: 69,
    says: (d) => `Docker has neither a container nor a volume named ${d.container}.`,
    hint: () => 'There is no local database of this project; `supabase start` makes one.',
  },
  'others-changed': {
    status: 77,
    says: (d) =>
      `Refused: what would be deleted is not what you were asked about any more (${d.what}). Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'Run the command again; the backups made so far are kept.',
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
