import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP EXTENSION. */
export const dropExtension: Rule = {
  name: 'drop-extension',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_EXTENSION'], around).map(({ object }) => ({
      object,
      message: `Drops extension ${object} with its functions and types, and its own tables with their rows. Safer: alter extension ${object} update, or leave it unused.`,
    })),
};
