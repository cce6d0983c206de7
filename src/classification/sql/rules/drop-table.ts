import { droppedBy } from '../drop.ts';
import { special } from '../special.ts';
import type { Rule } from '../types.ts';

/** DROP TABLE and DROP FOREIGN TABLE. */
export const dropTable: Rule = {
  name: 'drop-table',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_TABLE', 'OBJECT_FOREIGN_TABLE'], around).map(({ object, type }) => ({
      object,
      message:
        type === 'OBJECT_TABLE'
          ? `Drops table ${object} with all its rows. ${special(object)}Safer: rename it now, and drop it in a later migration.`
          : `Drops foreign table ${object}: its definition is lost, the rows on the other server stay. Safer: rename it now, and drop it in a later migration.`,
    })),
};
