import { alteredBy } from '../alter.ts';
import { fieldsOf } from '../fields.ts';
import { holdsAll } from '../holds-all.ts';
import { typeName } from '../names.ts';
import type { Rule } from '../types.ts';

/** ALTER COLUMN … TYPE without USING, unless the new type holds everything. The old type is not in the statement. */
export const alterColumnType: Rule = {
  name: 'alter-column-type',
  effect: 'unknown',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_AlterColumnType'], around);
    if (!altered) return [];
    const column = fieldsOf(fieldsOf(node.fields.def).ColumnDef);
    const type = typeName(column.typeName);
    if (column.raw_default !== undefined || holdsAll(column.typeName)) return [];
    return [
      {
        object: altered.object,
        message: `Changes ${altered.object} to ${type}; its old type is not in the statement, so values may be rounded or cut. Safer: fill a new column, compare the two, and then swap their names.`,
      },
    ];
  },
};
