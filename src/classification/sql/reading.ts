import type { Code, Functions } from './functions.ts';
import type { Here } from './here.ts';
import type { SqlParser } from './parser.ts';
import type { Embedded } from './plpgsql.ts';
import type { OwnTables } from './tables.ts';
import type { SqlFinding } from './types.ts';

/** What is known while a source is read; functions, bodies and reaches are shared by all sources. */
export interface Reading {
  readonly parser: SqlParser;
  /** Findings of the present source. */
  readonly findings: SqlFinding[];
  readonly functions: Functions;
  readonly tables: OwnTables;
  readonly prepared: Map<string, { readonly tree: unknown; readonly here: Here }>;
  readonly reaches: Set<string>;
  /** Bodies read before, or why they cannot be read. */
  readonly bodies: Map<Code, readonly Embedded[] | string>;
  /** In which circumstances code ran last. */
  readonly ran: Map<Code, string>;
  /** What could make the same code mean something else: known functions, own tables, transactions. */
  readonly circumstances: () => string;
  /** The branches of the code being read. */
  branches: readonly number[];
  /** Bodies run so far. */
  runs: number;
}
