import { alteredBy } from '../alter.ts';
import { fieldsOf, listOf, nodeOf, wordsOf } from '../fields.ts';
import { holdsAll } from '../holds-all.ts';
import { typeName } from '../names.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../types.ts';

/** ALTER COLUMN … TYPE … USING, unless it only turns the column itself into a type that holds everything. */
export const alterColumnUsing: Rule = {
  name: 'alter-column-using',
  effect: 'destroys',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_AlterColumnType'], around);
    if (!altered) return [];
    const column = fieldsOf(fieldsOf(node.fields.def).ColumnDef);
    if (column.raw_default === undefined || keepsAll(column, altered.part)) return [];
    return [
      {
        object: altered.object,
        message: `Replaces every value of ${altered.object} by what USING makes of it, as ${typeName(column.typeName)}; what it leaves out is lost. Safer: fill a new column, compare the two, and then swap their names.`,
      },
    ];
  },
};

/** "type text using name::text" */
function keepsAll({ raw_default: using, typeName: type }: Readonly<Record<string, unknown>>, name: string): boolean {
  const cast = nodeOf(using);
  const source = nodeOf(cast?.fields.arg);
  const [column, ...more] = wordsOf(source?.fields.fields);
  const itself = source?.kind === 'ColumnRef' && more.length === 0 && listOf(source.fields.fields).length === 1;
  return (
    cast?.kind === 'TypeCast' &&
    itself &&
    quoted(column ?? '') === name &&
    holdsAll(type) &&
    holdsAll(cast.fields.typeName)
  );
}
