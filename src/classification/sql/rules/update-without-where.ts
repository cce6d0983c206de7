import { changesOf, changing } from '../changes.ts';
import { special } from '../special.ts';
import type { Rule } from '../types.ts';

/** UPDATE without a WHERE, or with one that is always true. */
export const updateWithoutWhere: Rule = {
  name: 'update-without-where',
  effect: 'destroys',
  nodes: changing,
  find: (node, around) =>
    changesOf(node, around)
      .filter((change) => change.does === 'update' && change.every)
      .map(({ table, columns }) => ({
        object: table,
        message: `Overwrites ${columns.join(', ')} in every row of ${table}; the old values are lost. ${special(table)}Safer: name the rows you mean with a where, or write to a new column.`,
      })),
};
