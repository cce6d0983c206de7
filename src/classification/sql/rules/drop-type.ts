import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

/** DROP TYPE and DROP DOMAIN. */
export const dropType: Rule = {
  name: 'drop-type',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, ['OBJECT_TYPE', 'OBJECT_DOMAIN'], around).map(({ object, type }) => ({
      object,
      message: `Drops ${type === 'OBJECT_DOMAIN' ? 'domain' : 'type'} ${object}: its definition is lost. Safer: rename it now, and drop it once nothing uses it.`,
    })),
};
