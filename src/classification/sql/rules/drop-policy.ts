import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP POLICY. */
export const dropPolicy: Rule = {
  name: 'drop-policy',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_POLICY'], around).map(({ object, own, holder }) => ({
      object,
      message: `Drops policy ${own} of ${holder}: who sees and changes its rows is decided without it. Safer: alter policy, or create the new one before this one goes.`,
    })),
};
