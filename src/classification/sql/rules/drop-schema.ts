import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP SCHEMA: without CASCADE PostgreSQL drops only an empty one. */
export const dropSchema: Rule = {
  name: 'drop-schema',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_SCHEMA'], around).map(({ object }) => ({
      object,
      message:
        node.fields.behavior === 'DROP_CASCADE'
          ? `Drops schema ${object} with every table, row and function in it. Safer: rename it now, and drop it in a later migration.`
          : `Drops schema ${object} and its grants; PostgreSQL refuses while it holds anything. Safer: rename it now, and drop it in a later migration.`,
    })),
};
