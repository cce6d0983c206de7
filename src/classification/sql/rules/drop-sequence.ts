import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP SEQUENCE. */
export const dropSequence: Rule = {
  name: 'drop-sequence',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_SEQUENCE'], around).map(({ object }) => ({
      object,
      message: `Drops sequence ${object}: its position is lost, and numbers may be given out twice. Safer: alter sequence, which keeps the position.`,
    })),
};
