import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP TRIGGER. */
export const dropTrigger: Rule = {
  name: 'drop-trigger',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_TRIGGER'], around).map(({ object, own, holder }) => ({
      object,
      message: `Drops trigger ${own} of ${holder}: what it did on every change no longer happens. Safer: create or replace trigger.`,
    })),
};
