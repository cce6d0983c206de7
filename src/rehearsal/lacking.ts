/** What is known of the place where something failed. */
export interface LackingFacts {
  /** Extensions of the source that the scratch server cannot have. */
  readonly missingExtensions: readonly string[];
  /** Tables of the source, quoted where PostgreSQL would quote. */
  readonly tables: ReadonlySet<string>;
  /** The source is Supabase's PostgreSQL, where supautils lets `postgres` do what only a superuser may elsewhere. */
  readonly supabase: boolean;
  /** A native server: no supautils there. */
  readonly native: boolean;
  /** The invocation is a reset of the local stack: on the target it starts from a new volume, here from the copy. */
  readonly newVolume: boolean;
  /** A file of SQL was being run when it failed. */
  readonly inFile: boolean;
  /** Roles that hold rights on the source's database and are not on the scratch server; null: nobody read those rights. */
  readonly rolesMissing: readonly string[] | null;
}

/** A kind of failure that says something of the scratch server, and what it lacks then, in words. */
interface Lack {
  readonly pattern: RegExp;
  readonly words: (match: RegExpExecArray, facts: LackingFacts) => string | null;
}

/** Schemas and types by which extensions are known, where they are not called like the extension. */
const known: Readonly<Record<string, RegExp>> = {
  http: /\bhttp(_\w+)?\(/,
  pg_cron: /\bcron\b/,
  pg_graphql: /\bgraphql(_public)?\b/,
  pg_net: /\bnet\b/,
  pg_tle: /\bpgtle\b/,
  pgjwt: /\b(sign|verify|url_encode)\(/,
  postgis: /\b(geometry|geography|st_\w+|spatial_ref_sys)\b/i,
  supabase_vault: /\bvault\b/,
  timescaledb: /\b(create_hypertable|_timescaledb_\w+)\b/,
  vector: /\b(vector|halfvec|sparsevec|hnsw|ivfflat|vector_\w+_ops)\b/,
};

/**
 * PostgreSQL's words for what depends on the server and not on the SQL, the first that fits counts. What is not in here is
 * the SQL's own failure.
 */
const lacks: readonly Lack[] = [
  {
    pattern: /role "([^"]+)" (already exists|does not exist)/,
    words: ([, role, how], { newVolume }) => {
      if (!newVolume) return null;
      return how === 'already exists'
        ? `a new volume: the role ${role} is not in it yet`
        : `roles.sql: a local reset runs it first, and it may make the role ${role}`;
    },
  },
  {
    pattern: /extension "([^"]+)" is not available|could not open extension control file ".*\/([^/"]+)\.control"/,
    words: ([, one, other]) => `the extension ${one ?? other}`,
  },
  {
    pattern: /could not (?:access file|load library) "([^"]+)"/,
    words: ([, file]) => `the library ${file}`,
  },
  {
    pattern: /(.{0,60}) (?:can only be|must be) loaded via "?shared_preload_libraries"?/,
    words: ([, what]) => `a library that is loaded when the server starts (${what?.trim()})`,
  },
  {
    pattern: /role "([^"]+)" cannot be dropped because some objects depend on it/,
    words: ([, role]) => `a server where the role ${role} has nothing in a second copy of the database`,
  },
  {
    pattern: /(relation|function|type|schema|operator|access method|operator class|text search \w+) .*does not exist/,
    words: ([said, kind], { missingExtensions, tables }) => {
      const extension = missingExtensions.find((name) => said.includes(name) || known[name]?.test(said));
      if (extension) return `the extension ${extension}`;
      const name = /relation "([^"]+)"/.exec(said)?.[1];
      // It is on the source and was not restored, because it needs what is missing.
      const table = kind === 'relation' && missingExtensions.length > 0 ? name : undefined;
      return table && (tables.has(table) || tables.has(`public.${table}`)) ? `the table ${table}` : null;
    },
  },
  {
    pattern:
      /permission denied to (?:create|alter|drop|set|execute) .*|[Mm]ust be (?:a )?superuser .*|Only superusers? .*|permission denied for foreign-data wrapper .*/,
    words: ([said], { supabase, native }) =>
      supabase && native ? `supautils, which may allow it there (${said})` : null,
  },
  {
    pattern: /permission denied for database/,
    words: (_, { rolesMissing }) => {
      if (rolesMissing === null) return "the rights on the source's database, which were not read";
      return rolesMissing.length > 0 ? `the roles ${rolesMissing.join(', ')}, which hold rights on the database` : null;
    },
  },
  {
    pattern:
      /could not (?:establish connection|connect to server "[^"]*")|connection to server .* failed|[Cc]ould(?:n't| not) (?:resolve host|connect to)|could not translate host name/,
    words: () => 'a network: nothing can be reached from it',
  },
  {
    pattern: /No space left on device|could not extend file|out of shared memory|too many clients already/,
    words: ([said]) => `room (${said})`,
  },
  {
    pattern: /could not open file "[^"]*" for (?:reading|writing)/,
    words: ([said]) => `files of the target's own machine (${said})`,
  },
  {
    pattern:
      /requires wal_level|replication slots can only be used|prepared transactions are disabled|background worker/,
    words: ([said]) => `server settings of the target (${said})`,
  },
  { pattern: /tablespace "([^"]+)" does not exist/, words: ([, name]) => `the tablespace ${name}` },
  {
    pattern: /could not create locale "([^"]+)"|collation "([^"]+)" for encoding/,
    words: ([, one, other]) => `the locale ${one ?? other}`,
  },
  {
    pattern: /could not open (?:dictionary|stop-word|affix|thesaurus)[^"]*"([^"]+)"/,
    words: ([, file]) => `the text search file ${file}`,
  },
  {
    pattern:
      /Cannot connect to the Docker daemon|failed to connect to docker|docker(?: daemon)? is not running|no-docker\.sock/i,
    words: () => 'Docker, which the command asked for',
  },
  { pattern: /failed to connect to postgres/, words: () => 'a login for the CLI' },
  {
    // Before the first file a reset of the local stack makes a volume, which cannot fail for what is in the database.
    pattern: /^.+/,
    words: ([said], { newVolume, inFile }) =>
      newVolume && !inFile ? `a new volume (emptying the copy: ${said})` : null,
  },
  {
    // Neither PostgreSQL nor the histories of migrations: it may be the copied folder, the home or the environment.
    pattern: /^(?!.*(?:SQLSTATE|failed to execute query|migration)).+/,
    words: ([said], { inFile }) => (inFile ? null : `something besides the database (${said})`),
  },
];

/** What the scratch server lacks when this is what failed there, in words; null when the SQL itself fails. Pure. */
export function lackBehind(message: string, facts: LackingFacts): string | null {
  for (const { pattern, words } of lacks) {
    const match = pattern.exec(message);
    const found = match && words(match, facts);
    if (found) return found;
  }
  return null;
}
