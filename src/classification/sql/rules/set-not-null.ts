import { alteredBy } from '../alter.ts';
import type { Rule } from '../types.ts';

/** ALTER COLUMN … SET NOT NULL on a table that may have rows: it loses nothing, and stops the migration where one holds null. */
export const setNotNull: Rule = {
  name: 'set-not-null',
  effect: 'changes',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_SetNotNull'], around);
    if (!altered || around.made.has(altered.table)) return [];
    return [
      {
        object: altered.object,
        message: `Fails, and the migration with it, where a row holds no ${altered.part}; nothing is lost. Safer: fill ${altered.object} in an earlier migration.`,
      },
    ];
  },
};
