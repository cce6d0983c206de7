import { count } from '../terminal/words.ts';
import type { Proof } from '../verification/types.ts';

/** Rows beyond what was shown that an approval still covers. */
const allowance = 0.01;

/**
 * What would be lost now beyond what the person was shown: tables that were not there, or more than 1 % more rows. Empty
 * when the approval still covers it. Pure.
 */
export function grown(shown: Proof, now: Proof): string[] {
  const before = rowsOf(shown);
  const total = (rows: ReadonlyMap<string, number>) => [...rows.values()].reduce((sum, each) => sum + each, 0);
  const after = rowsOf(now);
  const added = [...after.keys()].filter((name) => !before.has(name));
  const more = total(after) > total(before) * (1 + allowance);
  return [
    ...added.map((name) => `${name} is new since you were asked.`),
    ...(more ? [`${count(total(after))} rows now, ${count(total(before))} when you were asked.`] : []),
  ];
}

function rowsOf(proof: Proof): Map<string, number> {
  if (proof.kind !== 'restored') return new Map();
  return new Map(proof.backup.metadata.facts.tables.map(({ name, rows }) => [name, rows]));
}
