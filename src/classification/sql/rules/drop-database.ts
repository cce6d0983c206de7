import { textOf } from '../fields.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../types.ts';

/** DROP DATABASE. */
export const dropDatabase: Rule = {
  name: 'drop-database',
  effect: 'destroys',
  nodes: ['DropdbStmt'],
  find: (node) => {
    const object = quoted(textOf(node.fields.dbname));
    return [
      {
        object,
        message: `Drops database ${object} with everything in it. Safer: rename it, and drop it once nobody misses it.`,
      },
    ];
  },
};
