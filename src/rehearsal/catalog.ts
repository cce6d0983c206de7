import type { ObjectChange } from './types.ts';

/** What is in a database besides the rows, as `diff` compares it. A clone keeps every oid, so oids tell renames. */
export interface Catalog {
  readonly tables: readonly CatalogTable[];
  readonly sequences: readonly CatalogSequence[];
  readonly objects: readonly CatalogObject[];
}

/** A table, partition or filled materialised view: whatever has rows of its own. */
export interface CatalogTable {
  readonly oid: number;
  /** Quoted where PostgreSQL would quote. */
  readonly name: string;
  readonly kind: 'table' | 'materialized view';
  /** Changes with every rewrite and TRUNCATE. */
  readonly filenode: number;
  /** Of the main fork, this moment. */
  readonly bytes: number;
  /** Of an extension's table only these rows are people's: "WHERE …"; null for all other tables. */
  readonly condition: string | null;
  readonly columns: readonly CatalogColumn[];
  /** Column numbers of the primary key, else of a unique index without nulls; null where there is neither. */
  readonly key: readonly number[] | null;
}

export interface CatalogColumn {
  readonly number: number;
  /** Quoted. */
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** Expression, identity or generation; null for none. */
  readonly default: string | null;
  /** Hashes without going through text, see stableTypes. */
  readonly stable: boolean;
}

export interface CatalogSequence {
  readonly oid: number;
  readonly name: string;
  readonly value: string;
  /** The table whose column owns it: it goes with that table. */
  readonly owner: number | null;
}

/** Something with a definition. */
export interface CatalogObject {
  readonly kind: ObjectChange['kind'];
  /** "pg_class:16400"; null for what has no identity of its own, such as a grant. */
  readonly id: string | null;
  /** The id of what it belongs to and goes with: a policy's table. */
  readonly parent: string | null;
  /** Its name inside the parent: two objects of one kind, parent and own name are the same. */
  readonly own: string;
  /** For people. */
  readonly name: string;
  readonly definition: string;
}
