import { alteredBy } from '../alter.ts';
import { fieldsOf } from '../fields.ts';
import { typeName } from '../names.ts';
import type { Rule } from '../types.ts';

/** ALTER COLUMN … TYPE … USING. */
export const alterColumnUsing: Rule = {
  name: 'alter-column-using',
  effect: 'destroys',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_AlterColumnType'], around);
    if (!altered) return [];
    const column = fieldsOf(fieldsOf(node.fields.def).ColumnDef);
    if (column.raw_default === undefined) return [];
    return [
      {
        object: altered.object,
        message: `Replaces every value of ${altered.object} by what USING makes of it, as ${typeName(column.typeName)}; what it leaves out is lost. Safer: fill a new column, compare the two, and then swap their names.`,
      },
    ];
  },
};
