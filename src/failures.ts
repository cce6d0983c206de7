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
  'backup-directory': {
    status: 74,
    says: (d) => `The backup directory ${d.directory} cannot be used: ${d.problem}.`,
    hint: () => 'Make it a directory of your own that you may write, or name another one (backups.directory).',
  },
  'backup-missing': {
    status: 69,
    says: (d) => `Not found in ${d.directory}: ${d.backup}.`,
    hint: () => '`permahub backups` lists those that are there; `permahub backup` makes one.',
  },
  'backup-not-written': {
    status: 74,
    says: (d) => `The backup file ${d.file} could not be written: ${d.problem}.`,
    hint: () => 'Put the cause right and start again; nothing published was touched.',
  },
  'backup-unreadable': {
    status: 65,
    says: (d) => `${d.file} in ${d.directory} cannot be used: ${d.problem}.`,
    hint: () => 'Keep its files for a closer look; `permahub backups` lists the others.',
  },
  'copy-differs': {
    status: 65,
    says: (d) =>
      `The restored copy is not equal to the database ${d.place}, so there is no verified backup:\n${d.differences}`,
    hint: () =>
      'Nothing was published and nothing published was touched. Start again; if it stays, report it as a bug in permahub.',
  },
  'container-failed': {
    status: 69,
    says: (d) => `The PostgreSQL programs in the container ${d.container} cannot be used: ${d.problem}.`,
    hint: () =>
      'Start the local stack anew (`supabase stop`, `supabase start`), or install native PostgreSQL programs.',
  },
  'container-left': {
    status: 69,
    says: (d) => `Docker did not remove the scratch container ${d.container}.`,
    hint: (d) => `Remove it when Docker answers again: \`docker rm -fv ${d.container}\`.`,
  },
  'container-scratch': {
    status: 69,
    says: (d) => `The scratch container that would prove the backup did not start: ${d.problem}.`,
    hint: () => 'Put the cause right and start again; nothing published was touched.',
  },
  'container-unreachable': {
    status: 69,
    says: (d) =>
      `The programs in the container ${d.container} cannot reach ${d.place}: inside, that is the container itself.`,
    hint: () =>
      'Install native PostgreSQL programs of that version, or name the server by an address the container can reach.',
  },
  'drift-does-not-end': {
    status: 77,
    says: (d) =>
      `Refused: what was approved keeps changing (${d.what}), after ${d.rounds} backups in a row. Nothing was forwarded.`,
    hint: () => 'Stop whatever writes there, then start again; the backups made so far are kept.',
  },
  'target-changed': {
    status: 77,
    says: (d) =>
      `Refused: ${d.place} is not the database any more that was backed up and approved. Nothing was forwarded.`,
    hint: () => 'Find out what replaced it, then start again; the backup of the earlier one is kept.',
  },
  'target-unresolved': {
    status: 77,
    says: (d) => `The target cannot be told: ${d.problem}.`,
    hint: () =>
      'Name it with --target local, linked, a project ref, or a URL (its password in PGPASSWORD or ~/.pgpass).',
  },
  'restore-elsewhere': {
    status: 77,
    says: (d) => `Refused: ${d.backup} is a backup of ${d.of}, not of ${d.target}. Nothing was contacted.`,
    hint: () => 'See `permahub backups` for the backups of each target.',
  },
  'restore-unreachable': {
    status: 69,
    says: (d) => `${d.backup} cannot be restored: there is no database to restore it into.`,
    hint: () => 'Start the local stack (`supabase start`), then run the same command again.',
  },
  'undo-nothing': {
    status: 69,
    says: (d) => `${d.reason}`,
    hint: () => 'See `permahub backups` for what can be restored by name.',
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
  'journal-damaged': {
    status: 74,
    says: (d) =>
      `The journal in ${d.directory} cannot be continued: ${d.problem}. Nothing was forwarded to the Supabase CLI.`,
    hint: () =>
      'See `permahub journal verify`. To begin a new journal, keep reset_log.txt, .chain and .head together under another name.',
  },
  'journal-not-written': {
    status: 74,
    says: (d) =>
      `The journal in ${d.directory} could not be written: ${d.problem}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'Make room or put the permissions right, then start again.',
  },
  'held-by-another-guard': {
    status: 75,
    says: (d) => `Another guard is working on ${d.what}: ${d.holder}.`,
    hint: () => 'Wait until it has finished, then start again.',
  },
  'lock-unusable': {
    status: 74,
    says: (d) => `The lock ${d.file} cannot be used: ${d.problem}.`,
    hint: () => 'Make its folder writable for you, or point XDG_STATE_HOME at one that is.',
  },
  'docker-silent': {
    status: 69,
    says: (d) => `Docker could not be asked about ${d.what}: ${d.problem}.`,
    hint: () => 'Start Docker and try again: without it nobody knows whether the local stack holds data.',
  },
  'login-refused': {
    status: 69,
    says: (d) => `PostgreSQL at ${d.place} refused the login of "${d.user}": ${d.problem}.`,
    hint: () => 'Check the user and the password (SUPABASE_DB_PASSWORD, PGPASSWORD, ~/.pgpass or the URL).',
  },
  'not-approved': {
    status: 77,
    says: (d) => `Not approved: ${d.why}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'Run the command again when you are sure; it asks anew.',
  },
  'outcome-not-written': {
    status: 74,
    says: (d) =>
      `The command ran, but its outcome could not be written to the journal in ${d.directory}: ${d.problem}.`,
    hint: () => 'The journal holds the intent without an outcome; the next run says so.',
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
  refused: {
    status: 77,
    says: (d) => `${d.words}`,
    hint: (d) => `${d.instead}`,
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
  'salvage-image': {
    status: 69,
    says: () => 'There is no Supabase database image on this machine to read the volume of the local stack with.',
    hint: () => 'Start the local stack once (`supabase start`): it brings the image, and may well repair the database.',
  },
  'salvage-nothing': {
    status: 74,
    says: (d) => `Nothing could be salvaged from ${d.name}: ${d.problem}.`,
    hint: (d) => `Look at \`docker logs ${d.name}\`; the container holds the only copy of the data.`,
  },
  'scratch-failed': {
    status: 69,
    says: (d) => `The scratch server that would prove the backup did not start: ${d.problem}.`,
    hint: () => 'Put the cause right and start again; nothing published was touched.',
  },
  'scratch-left': {
    status: 69,
    says: (d) => `The scratch database "${d.database}" on the server of ${d.place} could not be dropped: ${d.problem}`,
    hint: (d) => `Drop it by hand: drop database ${d.database} with (force)`,
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
  'verification-failed': {
    status: 65,
    says: (d) => `${d.backup} is NOT what was backed up:\n${d.differences}`,
    hint: () => 'Do not rely on it: keep it for a closer look, make a new backup, and use another one from `permahub backups`.',
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
  'volume-unread': {
    status: 74,
    says: (d) => `The Docker volume ${d.volume} could not be copied: ${d.problem}.`,
    hint: () => 'Put the cause right and start again; the volume was not changed.',
  },
  internal: {
    status: 70,
    says: (d) => `The guard itself failed: ${d.problem}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'This is a bug in permahub. Please report it with the text above.',
  },
  'restore-backup-damaged': {
    status: 65,
    says: (d) => `${d.backup} was not restored: ${d.file} is not the file that was published: ${d.problem}.`,
    hint: () => 'The database was not touched. Choose another backup from `permahub backups`.',
  },
  'restore-blocked': {
    status: 77,
    says: (d) =>
      `${d.backup} was not restored: the database holds what a restore cannot take away in one step: ${d.blocks}.`,
    hint: () => 'The database was not touched. Finish or drop what is named and start the restore again.',
  },
  'restore-differs': {
    status: 65,
    says: (d) => `${d.backup} was restored, but the database is not equal to it:\n${d.differences}`,
    hint: () =>
      'Look at each difference. The state before the restore is in the backup taken just before it: `permahub undo` puts it back.',
  },
  'restore-failed': {
    status: 65,
    says: (d) => `${d.backup} was not restored, the server rolled it back: ${d.problem}.`,
    hint: () => 'The database is as it was before. Remove the cause and start the restore again.',
  },
  'restore-not-allowed': {
    status: 69,
    says: (d) => `${d.backup} was not restored: the role ${d.role} may not put back all of it:\n${d.problems}`,
    hint: () =>
      'The database was not touched. Connect as a role that has these rights, on a local stack `supabase_admin`.',
  },
  'restore-too-large': {
    status: 69,
    says: (d) =>
      `${d.backup} was not restored, the server rolled it back: one transaction over all its objects needs more locks than max_locks_per_transaction leaves room for.`,
    hint: () =>
      'The database is as it was before. Raise max_locks_per_transaction (1024 is enough for most), restart the server and start the restore again.',
  },
  'restore-unknown': {
    status: 65,
    says: (d) => `Whether ${d.backup} was restored is not known: ${d.problem}.`,
    hint: () => 'Start the restore again once the server answers, and look at what it says then.',
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
