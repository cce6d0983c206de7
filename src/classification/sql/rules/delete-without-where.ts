import { changesOf, changing } from '../changes.ts';
import { special } from '../special.ts';
import type { Rule } from '../types.ts';

/** DELETE without a WHERE, or with one that is always true. */
export const deleteWithoutWhere: Rule = {
  name: 'delete-without-where',
  effect: 'destroys',
  nodes: changing,
  find: (node, around) =>
    changesOf(node, around)
      .filter((change) => change.does === 'delete' && change.every)
      .map(({ table }) => ({
        object: table,
        message: `Deletes every row of ${table}. ${special(table)}Safer: name the rows you mean with a where.`,
      })),
};
