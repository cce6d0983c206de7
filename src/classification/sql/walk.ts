import type { TreeNode } from './types.ts';

/** Nodes that libpg-query gives without their kind, by the field they stand in. */
const kinds: Readonly<Record<string, string>> = { larg: 'SelectStmt', rarg: 'SelectStmt', funccall: 'FuncCall' };

/** Fields that hold names and types only. */
const names = new Set(['names', 'funcname', 'fields', 'typeName', 'relation', 'location']);

/** Visits a tree from the outside in; `see` says whether to go into the node. Names and types are left out. */
export function walk(tree: unknown, see: (node: TreeNode, parents: readonly TreeNode[]) => boolean): void {
  const parents: TreeNode[] = [];
  const visit = (value: unknown, field: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const one of value) visit(one, '');
      return;
    }
    const fields = value as Readonly<Record<string, unknown>>;
    const wrapped = kindOf(fields);
    const kind = wrapped ?? kinds[field] ?? null;
    if (kind === null) {
      for (const name in fields) if (!names.has(name)) visit(fields[name], name);
      return;
    }
    const inner = wrapped === null ? fields : (fields[wrapped] as TreeNode['fields']);
    const node: TreeNode = { kind, fields: inner };
    if (!see(node, parents)) return;
    parents.push(node);
    for (const name in inner) if (!names.has(name)) visit(inner[name], name);
    parents.pop();
  };
  visit(tree, '');
}

/** The kind of a wrapped node: its only key, which starts with a capital as no field does. */
function kindOf(fields: Readonly<Record<string, unknown>>): string | null {
  for (const name in fields) {
    const code = name.charCodeAt(0);
    return code >= 65 && code <= 90 && typeof fields[name] === 'object' ? name : null;
  }
  return null;
}

/** The first place in the text that a node or its parts name; undefined where none does. */
export function locationOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { location } = value as { location?: unknown };
  if (typeof location === 'number' && location >= 0) return location;
  for (const part of Object.values(value)) {
    const found = locationOf(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
