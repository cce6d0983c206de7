import { listOf, textOf } from './fields.ts';
import { isTemporary, objectName } from './names.ts';
import type { Around, TreeNode } from './types.ts';

interface Dropped {
  /** With its schema where the SQL names one; for a policy, trigger or rule with its table. */
  readonly object: string;
  /** The last part alone: the policy's own name. */
  readonly own: string;
  /** All before the last part: the policy's table. */
  readonly holder: string;
  /** PostgreSQL's kind: "OBJECT_TABLE". */
  readonly type: string;
}

/** What a DROP of one of these kinds names, without what is temporary; empty for any other node. */
export function droppedBy(node: TreeNode, types: readonly string[], around: Around): readonly Dropped[] {
  const type = textOf(node.fields.removeType);
  if (node.kind !== 'DropStmt' || !types.includes(type)) return [];
  return listOf(node.fields.objects)
    .map((value) => {
      const parts = listOf(value).map(objectName);
      const object = objectName(value);
      return { object, own: parts.at(-1) ?? object, holder: parts.slice(0, -1).join('.'), type };
    })
    .filter((one) => !isTemporary(type === 'OBJECT_TABLE' ? one.object : one.holder, around))
    .filter((one) => !one.object.startsWith('pg_temp.'));
}
