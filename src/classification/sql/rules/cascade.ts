import { alteredBy } from '../alter.ts';
import { listOf, nodeOf, textOf, wordsOf } from '../fields.ts';
import { isTemporary, objectName, relationName, roleName } from '../names.ts';
import { qualified, quoted } from '../quote.ts';
import type { Around, Rule, TreeNode } from '../types.ts';

/** CASCADE of anything that drops or empties, one finding for a statement; what it names has its own rule as well. */
export const cascade: Rule = {
  name: 'cascade',
  effect: 'destroys',
  nodes: ['DropStmt', 'DropOwnedStmt', 'TruncateStmt', 'AlterTableCmd', 'AlterDomainStmt', 'DropSubscriptionStmt'],
  find: (node, around) => {
    if (node.fields.behavior !== 'DROP_CASCADE') return [];
    const names = namesOf(node, around);
    if (names.length === 0) return [];
    const object = names.join(', ');
    return [
      {
        object,
        message:
          node.kind === 'TruncateStmt'
            ? `CASCADE also empties every table that references ${object}. Safer: leave CASCADE out, and name every table.`
            : `CASCADE also drops everything that depends on ${object}. Safer: leave CASCADE out; PostgreSQL then names what depends on it.`,
      },
    ];
  },
};

function namesOf(node: TreeNode, around: Around): readonly string[] {
  const { fields } = node;
  const lasting = (name: string) => !isTemporary(name, around);
  if (node.kind === 'DropStmt') {
    const names = listOf(fields.objects).map(objectName);
    return fields.removeType === 'OBJECT_TABLE' ? names.filter(lasting) : names;
  }
  if (node.kind === 'TruncateStmt')
    return listOf(fields.relations)
      .map((one) => relationName(nodeOf(one)?.fields))
      .filter(lasting);
  if (node.kind === 'DropOwnedStmt') return listOf(fields.roles).map((role) => `what ${roleName(role)} owns`);
  if (node.kind === 'AlterDomainStmt') return [`${qualified(wordsOf(fields.typeName))}.${quoted(textOf(fields.name))}`];
  if (node.kind === 'DropSubscriptionStmt') return [quoted(textOf(fields.subname))];
  // ALTER TYPE … ADD or ALTER ATTRIBUTE knows CASCADE too, and drops nothing.
  const altered = alteredBy(node, ['AT_DropColumn', 'AT_DropConstraint'], around);
  return altered ? [altered.object] : [];
}
