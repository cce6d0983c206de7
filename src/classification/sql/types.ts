import type { Finding } from '../types.ts';

/** A node of PostgreSQL's parse tree: its kind ("DropStmt") and its fields as libpg-query names them. */
export interface TreeNode {
  readonly kind: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What an SQL finding costs: 'unknown' is treated as 'destroys' and says so; 'changes' is worth knowing and loses nothing. */
type SqlEffect = 'destroys' | 'unknown' | 'changes';

/** A finding in a file: rule, object with schema, file, line. */
export interface SqlFinding extends Finding {
  readonly effect: SqlEffect;
  readonly file: string;
  readonly line: number;
}

/** What one rule finds at one node; file and line are the engine's business. */
export interface Found {
  /** With its schema where the SQL names one. */
  readonly object: string | null;
  /** What is lost, and the safer way, in one or two sentences. */
  readonly message: string;
}

/** What a rule may know besides the node. */
export interface Around {
  /** Nodes above this one, outermost first. */
  readonly parents: readonly TreeNode[];
  /** Names of temporary tables made earlier in the same source. */
  readonly temporary: ReadonlySet<string>;
  /** Names of tables that the same source made for certain: no row of them was there before. */
  readonly made: ReadonlySet<string>;
}

/** One danger = one file here, its test, its golden message and its page in docs/rules. */
export interface Rule {
  /** "drop-table"; also the name of its page. */
  readonly name: string;
  readonly effect: SqlEffect;
  /** Kinds of nodes it looks at. */
  readonly nodes: readonly string[];
  /** Whether what it finds is done even when the transaction is rolled back. */
  readonly outlivesRollback?: true;
  readonly find: (node: TreeNode, around: Around) => readonly Found[];
}

/** SQL that could not be read is a danger itself. */
export interface Unparsed {
  readonly file: string;
  readonly line: number;
  /** "could not be read, treated as destructive: syntax error at or near …" */
  readonly message: string;
}

/** What the SQL of an invocation means. */
export interface Lint {
  readonly findings: readonly SqlFinding[];
  readonly unparsed: readonly Unparsed[];
  /** True when every statement only reads: plain SELECT, EXPLAIN, SHOW, without functions that are not known to be harmless. */
  readonly onlyReads: boolean;
  /** Ways out of the database that the SQL uses ("dblink", "COPY … TO PROGRAM"): it is not rehearsed where nothing walls it off. */
  readonly reaches: readonly string[];
}
