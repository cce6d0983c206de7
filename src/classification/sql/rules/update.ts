import { changesOf, changing } from '../changes.ts';
import { special } from '../special.ts';
import type { Rule } from '../types.ts';

/** UPDATE with a WHERE, INSERT … ON CONFLICT DO UPDATE and MERGE … THEN UPDATE. */
export const update: Rule = {
  name: 'update',
  effect: 'destroys',
  nodes: changing,
  find: (node, around) =>
    changesOf(node, around)
      .filter((change) => change.does === 'update' && !change.every)
      .map(({ table, by, columns }) => ({
        object: table,
        message: `Overwrites ${columns.join(', ')} in rows of ${table}${by === 'conflict' ? ' that are there already' : ''}; the old values are lost. ${special(table)}Safer: ${by === 'conflict' ? 'on conflict do nothing' : 'write to a new column, and keep the old one until it is proven'}.`,
      })),
};
