import { alteredBy } from '../alter.ts';
import type { Rule } from '../types.ts';

/** ALTER TABLE … SET UNLOGGED: nothing is lost before the server crashes. */
export const setUnlogged: Rule = {
  name: 'set-unlogged',
  effect: 'unknown',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_SetUnLogged'], around);
    if (!altered) return [];
    return [
      {
        object: altered.table,
        message: `Makes ${altered.table} unlogged: the next crash of the server empties it. Safer: keep it logged, or use a new table for what may be lost.`,
      },
    ];
  },
};
