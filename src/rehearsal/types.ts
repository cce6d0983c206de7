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

/**
 * What differs between the copy before and after, exact. Names are quoted as PostgreSQL would. The CLI's own record of what
 * it ran (schema supabase_migrations) is nobody's data: it stands apart and never counts as lost.
 */
export interface Diff {
  /** Tables whose rows or existence changed, sorted by name. */
  readonly tables: readonly TableChange[];
  readonly columns: readonly ColumnChange[];
  readonly sequences: readonly SequenceChange[];
  /** Everything else that has a definition. What goes or comes with its table or view is not listed beside it. */
  readonly objects: readonly ObjectChange[];
  readonly largeObjectsGone: number;
  /** Tables of the schema supabase_migrations whose rows or existence changed; absent: none. */
  readonly bookkeeping?: readonly TableChange[];
  /** Rows afterwards of every table that is not an extension's, by name: what the real run should leave. */
  readonly rowsAfter: Readonly<Record<string, number>>;
  /** The same change of the schema, whole: what the real run's is compared with. */
  readonly schema?: SchemaChange;
}

/** Columns and objects by name, each with its definition: those that are there now, and those that were. */
export interface SchemaChange {
  readonly made: readonly (readonly [name: string, definition: string])[];
  readonly gone: readonly (readonly [name: string, definition: string])[];
}

/** `before` null: the table is new; `after` null: it was dropped. A renamed table is no loss: it stands in `objects`. */
export interface TableChange {
  /** As it was named before; a new table's own name. */
  readonly name: string;
  /** Rows of a materialised view can be made again: they never count as lost. */
  readonly kind: 'table' | 'materialized view';
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
  readonly change:
    | 'dropped'
    | 'added'
    | 'renamed'
    | 'type changed'
    | 'set not null'
    | 'default changed'
    | 'not null dropped';
  /** Non-null values that went with it, or read otherwise in the new type; 0 where nothing is lost. */
  readonly values: number;
  /** The new name, or "integer to text"; null where there is nothing more to say. */
  readonly detail: string | null;
}

export interface SequenceChange {
  readonly name: string;
  /** null: it is new, or dropped. "1 (not used yet)" before the first nextval. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface ObjectChange {
  readonly kind:
    | 'schema'
    | 'table'
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
    | 'default privilege'
    | 'role'
    | 'other';
  /** "select on public.users for anon" for a grant, "public.users.owner_only" for a policy, "rule public.v.r" for other. */
  readonly name: string;
  /** Row level security switched off is 'dropped', switched on 'added'; a grant taken away is 'dropped'. */
  readonly change: 'dropped' | 'changed' | 'added' | 'renamed';
  /** The new name of what was renamed, else null. */
  readonly to: string | null;
}

/** What an impact costs, in totals: what the policy and the ceiling ask for. */
export interface Loss {
  readonly rowsGone: number;
  readonly rowsChanged: number;
  readonly tablesDropped: readonly string[];
  /** Non-null values of dropped columns, and values a new type reads otherwise. */
  readonly valuesLost: number;
  /** Dropped or weakened, each in words: "column public.orders.note", "grant select on public.users for anon". */
  readonly objectsLost: readonly string[];
  /** All of it was rehearsed, and nothing went or was weakened. False for a rehearsal that failed or lacked something. */
  readonly nothingLost: boolean;
}
