/** What a piece of SQL is to the CLI. 'file' is one that a person gave to `permahub lint`. */
export type SqlKind = 'migration' | 'seed' | 'roles' | 'query' | 'test' | 'file';

/** One piece of SQL that an invocation would run, whole. */
export interface SqlSource {
  /** As people know it: "supabase/migrations/20251114_x.sql", "the command line", "standard input". */
  readonly file: string;
  readonly kind: SqlKind;
  /** The migration's version ("20251114143022"), else null. */
  readonly version: string | null;
  readonly text: string;
  /** Of a file: its absolute path, and the hash of the bytes that were read. */
  readonly from?: { readonly path: string; readonly sha256: string };
}

/** What the database says was applied: supabase_migrations.schema_migrations and seed_files. */
export interface History {
  /** Versions, sorted; empty where there is no history table. */
  readonly versions: readonly string[];
  /** Path -> hash of the seeds that ran. */
  readonly seeds: ReadonlyMap<string, string>;
}

/** Everything an invocation would run, in its order. */
export interface WhatRuns {
  readonly sources: readonly SqlSource[];
  /** 'exact': what would run and nothing else; 'all': nobody asked the database what is pending, so every file is here. */
  readonly extent: 'exact' | 'all';
  /** What could not be read, in words, each naming the file: treated as destructive. */
  readonly faults: readonly string[];
  /** Standard input that was read here and must be replayed to the CLI byte for byte; null when it was not touched. */
  readonly stdin: Buffer | null;
  /** Why the CLI would stop before it runs any SQL, in words; then there are no sources. Nothing was lost by believing it: the CLI decides. */
  readonly stops?: string;
}
