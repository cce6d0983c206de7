import { textOf } from './fields.ts';
import { isTemporary, relationName } from './names.ts';
import { quoted } from './quote.ts';
import type { Around, TreeNode } from './types.ts';

interface Altered {
  readonly table: string;
  /** What the command names inside the table: a column, constraint, trigger or rule; '' where it names none. */
  readonly part: string;
  /** "public.users.phone" */
  readonly object: string;
  /** PostgreSQL's kind of what is altered: "OBJECT_TABLE". */
  readonly type: string;
  /** The command: "AT_DropColumn". */
  readonly subtype: string;
}

/** What one command of an ALTER TABLE alters, when it is one of these; null for others and for temporary tables. */
export function alteredBy(node: TreeNode, subtypes: readonly string[], around: Around): Altered | null {
  const subtype = textOf(node.fields.subtype);
  const statement = around.parents.findLast((parent) => parent.kind === 'AlterTableStmt');
  if (node.kind !== 'AlterTableCmd' || !subtypes.includes(subtype) || !statement) return null;
  const table = relationName(statement.fields.relation);
  if (isTemporary(table, around)) return null;
  const name = textOf(node.fields.name);
  const part = name === '' ? '' : quoted(name);
  return {
    table,
    part,
    object: part === '' ? table : `${table}.${part}`,
    type: textOf(statement.fields.objtype),
    subtype,
  };
}
