import { listOf, nodeOf } from '../fields.ts';
import { isTemporary, relationName } from '../names.ts';
import { special } from '../special.ts';
import type { Rule } from '../types.ts';

/** TRUNCATE, one finding for each table. */
export const truncate: Rule = {
  name: 'truncate',
  effect: 'destroys',
  nodes: ['TruncateStmt'],
  find: (node, around) =>
    listOf(node.fields.relations)
      .map((table) => relationName(nodeOf(table)?.fields))
      .filter((object) => !isTemporary(object, around))
      .map((object) => ({
        object,
        message: `Empties table ${object}: every row is lost${node.fields.restart_seqs === true ? ', and its numbers start again' : ''}. ${special(object)}Safer: delete the rows you mean, with a where.`,
      })),
};
