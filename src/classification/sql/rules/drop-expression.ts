import { alteredBy } from '../alter.ts';
import type { Rule } from '../types.ts';

/** ALTER COLUMN … DROP EXPRESSION. */
export const dropExpression: Rule = {
  name: 'drop-expression',
  effect: 'destroys',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_DropExpression'], around);
    if (!altered) return [];
    return [
      {
        object: altered.object,
        message: `Drops the expression of ${altered.object}: its values stay, but are no longer computed, and the expression is lost. Safer: add a plain column beside it.`,
      },
    ];
  },
};
