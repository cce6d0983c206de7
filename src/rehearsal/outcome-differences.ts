import { count, counted } from '../terminal/words.ts';
import { isBookkeeping } from './diff.ts';
import type { Rehearsed } from './types.ts';

/**
 * What the real run did otherwise than rehearsed, one sentence for each table; `rowsAfter` are the rows counted after it, of
 * every table that is not an extension's. Empty when it did what was rehearsed. Pure.
 */
export function outcomeDifferences({ diff }: Rehearsed, rowsAfter: ReadonlyMap<string, number>): string[] {
  const expected = Object.entries(diff.rowsAfter);
  const known = new Set(expected.map(([name]) => name));
  return [
    ...expected.flatMap(([name, rehearsed]) => {
      const rows = rowsAfter.get(name);
      if (rows === rehearsed) return [];
      if (rows === undefined) return [`${name} is not there; the rehearsal left it with ${counted(rehearsed, 'row')}.`];
      return [`${name} holds ${counted(rows, 'row')}; the rehearsal left it with ${count(rehearsed)}.`];
    }),
    ...[...rowsAfter]
      .filter(([name]) => !known.has(name) && !isBookkeeping(name))
      .map(([name, rows]) => `${name} is there with ${counted(rows, 'row')}; after the rehearsal it was not.`),
  ];
}
