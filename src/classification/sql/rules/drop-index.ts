import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** Names that PostgreSQL and people give to indexes that keep duplicates out; the statement tells no more. */
const keepsDuplicatesOut = /(_pkey|_key|_excl|_uniq(ue)?(_idx)?|_uq|_uk)\d*"?$|\b"?(uq|uk|uniq(ue)?)_/;

/** DROP INDEX. */
export const dropIndex: Rule = {
  name: 'drop-index',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_INDEX'], around).map(({ object }) => ({
      object,
      message: keepsDuplicatesOut.test(object)
        ? `Drops index ${object}, which by its name keeps duplicates out: duplicate rows can then come in. Safer: create the index that replaces it first.`
        : `Drops index ${object}: queries may get slow, and if it is unique, duplicate rows can come in. Safer: create the index that replaces it first.`,
    })),
};
