import { fieldsOf, listOf, nodeOf, textOf } from './fields.ts';
import { isTemporary, relationName } from './names.ts';
import { quoted } from './quote.ts';
import type { Around, TreeNode } from './types.ts';
import { keepsNothingOut } from './where.ts';

interface Change {
  readonly does: 'delete' | 'update';
  /** 'conflict': INSERT … ON CONFLICT DO UPDATE. */
  readonly by: 'statement' | 'conflict' | 'merge';
  readonly table: string;
  /** Columns that get new values. */
  readonly columns: readonly string[];
  /** Whether it means every row: no WHERE, or one that is always true. */
  readonly every: boolean;
}

/** Kinds of nodes that delete or overwrite rows. */
export const changing = ['DeleteStmt', 'UpdateStmt', 'InsertStmt', 'MergeStmt'];

/** What a statement does to rows that are there already; nothing for temporary tables. */
export function changesOf(node: TreeNode, around: Around): readonly Change[] {
  const { whereClause, targetList, onConflictClause } = node.fields;
  const conflict = fieldsOf(onConflictClause);
  // Most statements of seeds only insert.
  if (node.kind === 'InsertStmt' && conflict.action !== 'ONCONFLICT_UPDATE') return [];
  const table = relationName(node.fields.relation);
  if (isTemporary(table, around)) return [];
  const every = keepsNothingOut(whereClause);
  if (node.kind === 'DeleteStmt') return [{ does: 'delete', by: 'statement', table, columns: [], every }];
  if (node.kind === 'UpdateStmt')
    return [{ does: 'update', by: 'statement', table, columns: columnsOf(targetList), every }];
  if (node.kind === 'MergeStmt') return mergeChanges(node, table);
  if (node.kind !== 'InsertStmt') return [];
  return [{ does: 'update', by: 'conflict', table, columns: columnsOf(conflict.targetList), every: false }];
}

function mergeChanges(node: TreeNode, table: string): readonly Change[] {
  return listOf(node.fields.mergeWhenClauses).flatMap((value): readonly Change[] => {
    const clause = nodeOf(value)?.fields ?? {};
    const does = textOf(clause.commandType) === 'CMD_DELETE' ? 'delete' : 'update';
    if (does === 'update' && clause.commandType !== 'CMD_UPDATE') return [];
    return [{ does, by: 'merge', table, columns: columnsOf(clause.targetList), every: false }];
  });
}

function columnsOf(targets: unknown): readonly string[] {
  return listOf(targets).map((target) => quoted(textOf(fieldsOf(fieldsOf(target).ResTarget).name)));
}
