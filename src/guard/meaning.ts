import { meaningOf, saysMore } from '../classification/meaning.ts';
import type { Lint } from '../classification/sql/types.ts';
import type { Classification } from '../classification/types.ts';
import { decide } from '../policy/decide.ts';
import type { Decision } from '../policy/types.ts';
import type { History, WhatRuns } from '../target/sql/types.ts';
import { readWhatRuns } from '../target/sql/what-runs.ts';
import type { Looked } from './look.ts';

/** The SQL an invocation would run, and what it means. */
export interface Meaning {
  readonly what: WhatRuns;
  readonly lint: Lint;
  readonly classification: Classification;
  readonly decision: Decision;
  /** The decision if nothing that is pending destroys; the same as `decision` when only that was read. */
  readonly atLeast: Decision;
  /** The decision if it destroys. */
  readonly ifDestructive: Decision;
  /** What is to be said about our own word --destructive. */
  readonly word: string | null;
}

/** Commands whose SQL stands in files, in argv or on standard input. */
const runSql: ReadonlySet<string> = new Set([
  ...['db push', 'db query', 'db reset', 'db schema declarative sync', 'db test', 'test db'],
  ...['migration up', 'migration down'],
]);

/** Whether the invocation runs SQL that can be read. */
export function runsSql({ invocation, classification }: Pick<Looked, 'invocation' | 'classification'>): boolean {
  return runSql.has(invocation.command) && classification.effect === 'destroys';
}

/** Whether it must be read before anything is decided: not where the name alone refuses or passes, so that no parser is loaded. */
export function needsReading(looked: Looked): boolean {
  return runsSql(looked) && saysMore(looked.classification);
}

/**
 * Reads the SQL the invocation would run and judges by it. Without the history every file counts; with it only what is
 * pending. Standard input is read once. Contacts nothing itself.
 */
export async function readMeaning(
  looked: Looked,
  history: History | null,
  stdin: () => Promise<Buffer | null> = readStdin,
): Promise<Meaning> {
  const { invocation, surroundings, place } = looked;
  const [what, { loadParser }, { lintSql }] = await Promise.all([
    readWhatRuns({ invocation, surroundings, history, stdin, env: place.env }),
    import('../classification/sql/parser.ts'),
    import('../classification/sql/lint.ts'),
  ]);
  return judgeMeaning(looked, what, lintSql(what.sources, await loadParser()));
}

/** What was read, judged for the target the invocation acts on. Pure. */
export function judgeMeaning(looked: Looked, what: WhatRuns, lint: Lint): Meaning {
  const { invocation, people, target } = looked;
  const classification = meaningOf(looked.classification, what, lint);
  const judge = (as: Classification) => decide({ invocation, classification: as, target, people });
  const decision = judge(classification);
  const open = what.extent === 'all' && saysMore(looked.classification);
  const atLeast = open ? judge({ ...classification, effect: 'changes', kind: 'schema-change' }) : decision;
  const ifDestructive = judge(looked.classification);
  return {
    what,
    lint,
    classification,
    decision,
    atLeast,
    ifDestructive,
    word: destructiveWord(looked, classification),
  };
}

/** The word relaxes nothing: who leaves it out is told that the push destroys. */
function destructiveWord({ invocation }: Looked, { effect }: Classification): string | null {
  if (invocation.command !== 'db push' || effect !== 'destroys' || invocation.destructiveWord) return null;
  return 'This push destroys, and --destructive was not typed: the word says "I know" and changes nothing else.';
}

/** A terminal has no end to wait for. */
async function readStdin(): Promise<Buffer | null> {
  if (process.stdin.isTTY) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
