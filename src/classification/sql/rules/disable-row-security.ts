import { alteredBy } from '../alter.ts';
import type { Rule } from '../types.ts';

/** ALTER TABLE … DISABLE ROW LEVEL SECURITY and NO FORCE ROW LEVEL SECURITY. */
export const disableRowSecurity: Rule = {
  name: 'disable-row-security',
  effect: 'destroys',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_DisableRowSecurity', 'AT_NoForceRowSecurity'], around);
    if (!altered) return [];
    const { table, subtype } = altered;
    return [
      {
        object: table,
        message:
          subtype === 'AT_DisableRowSecurity'
            ? `Turns row level security of ${table} off: its policies stop, and every role with a grant reaches every row. Safer: keep it on, and create the policy that is missing.`
            : `Row level security of ${table} no longer holds for its owner. Safer: keep it forced, and create the policy that is missing.`,
      },
    ];
  },
};
