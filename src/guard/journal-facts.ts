import { createHash } from 'node:crypto';
import type { MigrationOutcome } from '../action/migration-outcome.ts';
import type { Outcome } from '../action/types.ts';
import type { SqlSource } from '../target/sql/types.ts';
import type { AlsoLost } from '../verification/types.ts';
import { migrates } from './migrates.ts';
import type { Task } from './task.ts';

/**
 * What the outcome of a push, up or reset says was applied, where: the evidence that migrations were tested. `applied` is
 * null where the history could not be read afterwards; a reset that failed applied nobody knows what. Nothing for others.
 */
export function appliedFacts(
  task: Pick<Task, 'command' | 'sql' | 'target'>,
  { status, signal }: Pick<Outcome, 'status' | 'signal'>,
  migrations: MigrationOutcome | null,
): Record<string, unknown> {
  const resets = task.command === 'db reset';
  if (!resets && !migrates(task.command)) return {};
  const what = task.sql?.meaning?.what;
  const known = what?.extent === 'exact' && what.faults.length === 0 && status === 0 && signal === null;
  const files = resets ? (known ? 'all' : null) : (migrations?.applied ?? null);
  const { key: target, environment } = task.target;
  const pieces = (what?.sources ?? []).filter(({ kind }) => kind === 'migration');
  const applied = files && pieces.filter(({ file }) => files === 'all' || files.includes(file)).flatMap(hashed);
  return { target, environment, applied };
}

/** Of a query: the hash of the bytes of its SQL. Nothing where they were not read. */
export function sqlFacts({ command, sql }: Pick<Task, 'command' | 'sql'>): Record<string, unknown> {
  const what = sql?.meaning?.what;
  const source = what?.sources[0];
  if (command !== 'db query' || !what || !source) return {};
  const bytes = what.stdin ?? source.text;
  return { sqlSha256: source.from?.sha256 ?? createHash('sha256').update(bytes).digest('hex') };
}

/** Migration files and the hashes of the bytes that were read. */
export function hashed({ file, from }: SqlSource): { readonly file: string; readonly sha256: string }[] {
  return from ? [{ file, sha256: from.sha256 }] : [];
}

/** What goes beside the target, each with its backup, null where there is none; nothing where nothing goes. */
export function alsoLostFacts(others: readonly AlsoLost[]): Record<string, unknown> {
  if (others.length === 0) return {};
  const told = others.map(({ target, proof }) => ({
    target: target.key,
    label: target.label,
    backup: proof.kind === 'restored' ? proof.backup.metadata.backup : null,
    proof: proof.kind,
  }));
  return { others: told };
}
