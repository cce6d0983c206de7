/** What the rehearsal did, or why there was none. */
export type Impact = NotRehearsed | Rehearsed;

export interface NotRehearsed {
  readonly kind: 'not-rehearsed';
  readonly reason: string;
}

/** The invocation itself, run by the same CLI on a clone of the restored copy. */
export interface Rehearsed {
  readonly kind: 'rehearsed';
  /** What the CLI did there. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it failed; null when it ended well. */
  readonly failure: RehearsalFailure | null;
  /** What the scratch server lacks, in words, so that this part was not rehearsed: never counted as harmless. */
  readonly lacking: readonly string[];
  readonly diff: Diff;
  /** For people: "a scratch PostgreSQL 15.18 (native)". */
  readonly scratch: string;
  readonly seconds: number;
}

export interface RehearsalFailure {
  /** 'own': the SQL itself fails; 'lacking': the scratch server has not what it needs, the target may have it. */
  readonly cause: 'own' | 'lacking';
  /** "supabase/migrations/20251114_x.sql"; null when the CLI did not say. */
  readonly file: string | null;
  readonly line: number | null;
  /** The statement as far as the CLI printed it. */
  readonly statement: string | null;
  /** PostgreSQL's (or the CLI's) own words, scrubbed, one line. */
  readonly message: string;
}

/** What differs between the copy before and after, exact. Names are quoted as PostgreSQL would. */
export interface Diff {
  /** Tables whose rows or existence changed, sorted by name. */
  readonly tables: readonly TableChange[];
  readonly columns: readonly ColumnChange[];
  readonly sequences: readonly SequenceChange[];
  /** Everything else that has a definition. */
  readonly objects: readonly ObjectChange[];
  readonly largeObjectsGone: number;
}

/** `before` null: the table is new; `after` null: it was dropped. */
export interface TableChange {
  readonly name: string;
  readonly before: number | null;
  readonly after: number | null;
  /** Rows that are there no more (by key; by content where there is no key). */
  readonly gone: number;
  /** Rows with the same key and other content; null where there is no key to tell by: they count as gone and added. */
  readonly changed: number | null;
  readonly added: number;
}

export interface ColumnChange {
  readonly table: string;
  readonly column: string;
  readonly change: 'dropped' | 'added' | 'type changed' | 'set not null' | 'default changed' | 'not null dropped';
  /** Non-null values that went with it; 0 where nothing is lost. */
  readonly values: number;
}

export interface SequenceChange {
  readonly name: string;
  /** null: it is new, or dropped. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface ObjectChange {
  readonly kind:
    | 'schema'
    | 'view'
    | 'materialized view'
    | 'function'
    | 'type'
    | 'policy'
    | 'trigger'
    | 'index'
    | 'constraint'
    | 'extension'
    | 'publication'
    | 'row level security'
    | 'grant'
    | 'other';
  /** "select on public.users for anon" for a grant, "public.users.owner_only" for a policy. */
  readonly name: string;
  readonly change: 'dropped' | 'changed' | 'added';
}
