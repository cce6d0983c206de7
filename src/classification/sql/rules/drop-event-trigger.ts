import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP EVENT TRIGGER. */
export const dropEventTrigger: Rule = {
  name: 'drop-event-trigger',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_EVENT_TRIGGER'], around).map(({ object }) => ({
      object,
      message: `Drops event trigger ${object}: what it did on every change of the schema no longer happens. Safer: alter event trigger ${object} disable, and drop it in a later migration.`,
    })),
};
