import { alteredBy } from '../alter.ts';
import type { Rule } from '../types.ts';

/** ALTER TABLE … DROP COLUMN and ALTER TYPE … DROP ATTRIBUTE. */
export const dropColumn: Rule = {
  name: 'drop-column',
  effect: 'destroys',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_DropColumn'], around);
    return altered ? [{ object: altered.object, message: message(altered) }] : [];
  },
};

function message({ object, part, table, type }: { object: string; part: string; table: string; type: string }): string {
  if (type === 'OBJECT_TYPE')
    return `Drops attribute ${part} of type ${table} with its values in every column of this type. Safer: make a new type, and move the columns to it.`;
  if (type === 'OBJECT_FOREIGN_TABLE')
    return `Drops column ${object} of a foreign table: its definition is lost, the values on the other server stay. Safer: rename it now, and drop it in a later migration.`;
  return `Drops column ${object} with all its values. Safer: rename it now, and drop it in a later migration.`;
}
