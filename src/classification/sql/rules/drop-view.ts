import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP VIEW. */
export const dropView: Rule = {
  name: 'drop-view',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_VIEW'], around).map(({ object }) => ({
      object,
      message: `Drops view ${object}: its definition and grants are lost. Safer: create or replace view, which keeps its grants and what depends on it.`,
    })),
};
