import type { ChildProcess } from 'node:child_process';

/** A password that cannot be printed by accident: toString, JSON and inspect give "[secret]". */
export interface Secret {
  readonly reveal: () => string;
}

/** Everything needed to connect. Passwords never leave through argv, logs or errors. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: Secret | null;
  /** libpq's sslmode. */
  readonly sslmode: string | null;
}

/** Who the database is, read over the connection. A local reset gives a new systemIdentifier. */
export interface Identity {
  readonly systemIdentifier: string;
  readonly databaseOid: number;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** server_version_num, e.g. 150018. */
  readonly serverVersion: number;
}

export type Program = 'pg_dump' | 'pg_dumpall' | 'pg_restore' | 'psql';

export interface RunOptions {
  /** Bytes for stdin: 'pipe' gives child.stdin, 'ignore' none; a number is an open file of ours, for native programs alone. */
  readonly stdin: 'pipe' | 'ignore' | number;
  /** Server settings that each of its sessions starts with; names and values without blanks. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** PostgreSQL's client programs of one fitting version: native ones, or those in a container. */
export interface Toolset {
  readonly kind: 'native' | 'container';
  /** Major version of the programs. */
  readonly major: number;
  /** For people: "PostgreSQL 15.18 in /usr/lib/postgresql/15/bin", "container supabase_db_shop (17.6)". */
  readonly words: string;
  /**
   * Starts a program against a connection. stdout and stderr are always pipes. The password goes by environment (or
   * PGPASSFILE), the child sits in its own process group so that Ctrl-C does not reach it.
   */
  readonly start: (
    program: Program,
    args: readonly string[],
    connection: Connection,
    options: RunOptions,
  ) => ChildProcess;
  /** A file of this text where the programs can read it, e.g. the list of `pg_restore -L`. */
  readonly file: (text: string) => Promise<ProgramFile>;
}

/** A file the programs see. */
export interface ProgramFile {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** Names of the databases a restore is made in. */
export interface CopyNames {
  /** The source's own name: extensions and migrations may insist on it. */
  readonly copy: string;
  readonly second: string;
}

/** A throw-away server for proofs. It removes itself when this process ends, however it ends. */
export interface Scratch {
  /**
   * Superuser connection to a database beside the copies, by a socket in the server's folder or a random loopback port; on a
   * shared server to the copy itself.
   */
  readonly connection: Connection;
  /** What the databases on it are called; null on a shared server. */
  readonly names: CopyNames | null;
  /** Programs that run against the scratch server. */
  readonly tools: Toolset;
  readonly serverVersion: number;
  /** For people: "a scratch PostgreSQL 15.18 (native)". */
  readonly words: string;
  /** True where the server reaches neither a network nor other servers' sockets: what runs on it leaves no trace elsewhere. */
  readonly walled?: true;
  /** True for a database on the person's own server: its roles are not ours to restore. */
  readonly sharesServer?: true;
  /** Stops the server and removes every file of it. Safe to call twice. */
  readonly remove: () => Promise<void>;
}

/** Facts of one table, materialised view or partition, exact, as of one snapshot. */
export interface TableFacts {
  /** Quoted where PostgreSQL would quote: public.users, "Odd Schema".t */
  readonly name: string;
  readonly kind: 'table' | 'materialized view';
  readonly rows: number;
  /** Sum of row hashes as text, order-free; "0" for an empty table. */
  readonly checksum: string;
  /** How it was hashed: 'record' (hash_record_extended) or 'text' (row as text); both sides must use the same. */
  readonly method: 'record' | 'text';
}

export interface SequenceFacts {
  readonly name: string;
  readonly lastValue: string;
  readonly isCalled: boolean;
}

/** What two databases are compared by, beside their schema dumps. */
export interface Facts {
  readonly tables: readonly TableFacts[];
  readonly sequences: readonly SequenceFacts[];
  readonly largeObjects: { readonly count: number; readonly checksum: string };
}

/** The state a freshness check compares, whole. */
export interface Freshness {
  readonly systemIdentifier: string;
  readonly databaseOid: number;
  /** The whole text of pg_current_snapshot(). */
  readonly snapshot: string;
  readonly sequences: readonly SequenceFacts[];
  /** The server's start, only where a crash changes data without a trace: unlogged tables, fsync or synchronous_commit off. */
  readonly volatileSince?: string | null;
}
