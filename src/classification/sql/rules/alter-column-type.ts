import { alteredBy } from '../alter.ts';
import { fieldsOf, listOf } from '../fields.ts';
import { typeName } from '../names.ts';
import type { Rule } from '../types.ts';

/** Types that hold every value of what PostgreSQL turns into them by itself. */
const holdsAll = /^(public\.|extensions\.)?(text|varchar|citext)(\[\])*$/;

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
    const fits = holdsAll.test(type) && listOf(fieldsOf(column.typeName).typmods).length === 0;
    if (column.raw_default !== undefined || fits) return [];
    return [
      {
        object: altered.object,
        message: `Changes ${altered.object} to ${type}; its old type is not in the statement, so values may be rounded or cut. Safer: fill a new column, compare the two, and then swap their names.`,
      },
    ];
  },
};
