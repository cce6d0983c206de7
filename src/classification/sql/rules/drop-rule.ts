import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP RULE. */
export const dropRule: Rule = {
  name: 'drop-rule',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_RULE'], around).map(({ object, own, holder }) => ({
      object,
      message: `Drops rule ${own} of ${holder}: statements on it are no longer rewritten. Safer: create or replace rule.`,
    })),
};
