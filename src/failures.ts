/**
 * Every way the guard itself can fail: code -> exit status, words, hint. The one table; only the entries exit.
 * Statuses are a contract (docs/statuses.md): 1 a check found something, 64 usage, 65 verification failed, 69 something
 * needed is not there, 74 not written, 75 held by another guard, 77 refused, 78 settings wrong, 130 Ctrl-C.
 */
export type Detail = Readonly<Record<string, string | number>>;

interface Entry {
  readonly status: number;
  /** What happened, to what. One or more full sentences, no trailing newline. */
  readonly says: (d: Detail) => string;
  /** What to do next. */
  readonly hint: (d: Detail) => string;
}

const table = {
  usage: {
    status: 64,
    says: (d) => `${d.problem}.`,
    hint: (d) => `See \`permahub ${d.verb} --help\`.`,
  },
  interrupted: {
    status: 130,
    says: (d) => `Stopped by ${d.signal}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'Start the command again when you are ready; published backups are kept.',
  },
  'database-missing': {
    status: 69,
    says: (d) => `PostgreSQL at ${d.place} has no database "${d.database}".`,
    hint: () => 'Check the database name of the target.',
  },
  'disk-full': {
    status: 74,
    says: (d) => `${d.words} stopped because a disk is full: ${d.problem}.`,
    hint: () => 'Make room and start again; nothing published was touched.',
  },
  'login-refused': {
    status: 69,
    says: (d) => `PostgreSQL at ${d.place} refused the login of "${d.user}": ${d.problem}.`,
    hint: () => 'Check the user and the password (SUPABASE_DB_PASSWORD, PGPASSWORD, ~/.pgpass or the URL).',
  },
  'program-denied': {
    status: 69,
    says: (d) => `${d.words} was not allowed to do its work (${d.how}): ${d.problem}.`,
    hint: () => 'Connect as a role that may read everything: a superuser, or one with BYPASSRLS and pg_read_all_data.',
  },
  'program-failed': {
    status: 69,
    says: (d) => `${d.words} failed (${d.how}): ${d.problem}.`,
    hint: () => 'Put the cause right and start again; nothing published was touched.',
  },
  'program-lost-server': {
    status: 69,
    says: (d) => `${d.words} lost its connection to the server: ${d.problem}.`,
    hint: () => 'Make sure that the server runs and can be reached, then start again; nothing published was touched.',
  },
  'program-mismatch': {
    status: 69,
    says: (d) => `${d.words} does not fit the server: ${d.problem}.`,
    hint: () => "Install PostgreSQL programs of the server's major version or newer.",
  },
  'program-missing': {
    status: 69,
    says: (d) => `${d.words} could not be started: ${d.problem}.`,
    hint: () => "Check the installation of PostgreSQL's programs.",
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
  'scratch-failed': {
    status: 69,
    says: (d) => `The scratch server that would prove the backup did not start: ${d.problem}.`,
    hint: () => 'Put the cause right and start again; nothing published was touched.',
  },
  'scratch-missing': {
    status: 69,
    says: (d) =>
      `No PostgreSQL server programs (initdb, postgres) of version ${d.major} or newer were found to prove the backup with. Found: ${d.found}. Tried: ${d.tried}.`,
    hint: (d) => `${d.install}`,
  },
  'scratch-room': {
    status: 69,
    says: (d) => `The scratch server needs ${d.needed} MB of disk to prove the backup; free: ${d.found}.`,
    hint: () => 'Make room, or set TMPDIR to a folder on a larger disk.',
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
  'tools-missing': {
    status: 69,
    says: (d) =>
      `No PostgreSQL programs (pg_dump, pg_dumpall, pg_restore, psql) were found for a server of version ${d.major}. Tried: ${d.tried}.`,
    hint: (d) => `${d.install}`,
  },
  'tools-older': {
    status: 69,
    says: (d) => `pg_dump ${d.tools} is older than the server ${d.server}, and refuses to dump it.`,
    hint: (d) => `${d.install}`,
  },
  internal: {
    status: 70,
    says: (d) => `The guard itself failed: ${d.problem}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'This is a bug in permahub. Please report it with the text above.',
  },
} satisfies Record<string, Entry>;

export type FailureCode = keyof typeof table;

/** A failure of the guard: thrown anywhere, turned into words and a status by the entry alone. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly code: FailureCode,
    readonly detail: Detail = {},
    options?: ErrorOptions,
  ) {
    super(table[code].says(detail), options);
  }
  get status(): number {
    return table[this.code].status;
  }
  get hint(): string {
    return table[this.code].hint(this.detail);
  }
}
