import type { Code, Functions } from './functions.ts';
import type { Here } from './here.ts';
import type { SqlParser } from './parser.ts';
import type { Embedded } from './plpgsql.ts';
import type { SqlFinding } from './types.ts';

/** What is known while sources are read, one after the other. */
export interface Reading {
  readonly parser: SqlParser;
  /** Findings of the present source. */
  readonly findings: SqlFinding[];
  readonly functions: Functions;
  readonly temporary: Set<string>;
  readonly prepared: Map<string, { readonly tree: unknown; readonly here: Here }>;
  readonly reaches: Set<string>;
  /** Code that is being read: a function may call itself. */
  readonly running: Set<Code>;
  /** Bodies read before. */
  readonly bodies: Map<Code, readonly Embedded[] | string>;
  /** Whether the code being read may not run at all. */
  conditional: boolean;
}
