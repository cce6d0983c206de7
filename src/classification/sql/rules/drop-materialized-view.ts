import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP MATERIALIZED VIEW. */
export const dropMaterializedView: Rule = {
  name: 'drop-materialized-view',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_MATVIEW'], around).map(({ object }) => ({
      object,
      message: `Drops materialized view ${object} with its rows, indexes and grants. Safer: make the new one under another name, and then swap the names.`,
    })),
};
