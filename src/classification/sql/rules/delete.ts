import { changesOf, changing } from '../changes.ts';
import { special } from '../special.ts';
import type { Rule } from '../types.ts';

/** DELETE with a WHERE, and MERGE … THEN DELETE. */
export const deleteRows: Rule = {
  name: 'delete',
  effect: 'destroys',
  nodes: changing,
  find: (node, around) =>
    changesOf(node, around)
      .filter((change) => change.does === 'delete' && !change.every)
      .map(({ table, by }) => ({
        object: table,
        message:
          by === 'merge'
            ? `Deletes rows of ${table} that MERGE matches. ${special(table)}Safer: count them first with a select on the same condition.`
            : `Deletes rows of ${table}. ${special(table)}Safer: count them first with a select on the same where.`,
      })),
};
