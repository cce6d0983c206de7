import { loadModule, parseSync } from 'libpg-query';
import { fieldsOf, nodeOf } from '../../../../src/classification/sql/fields.ts';
import { rules } from '../../../../src/classification/sql/rules.ts';
import type { Found, TreeNode } from '../../../../src/classification/sql/types.ts';

await loadModule();

/** What the rules find in one text, by the parse tree alone: no file, no transaction, no temporary table. */
export function find(sql: string): readonly (Found & { readonly rule: string })[] {
  return parseSync(sql).stmts?.flatMap((one) => within(one.stmt, [])) ?? [];
}

function within(value: unknown, parents: readonly TreeNode[]): readonly (Found & { readonly rule: string })[] {
  if (Array.isArray(value)) return value.flatMap((item) => within(item, parents));
  const node = nodeOf(value);
  if (!node) return Object.values(fieldsOf(value)).flatMap((field) => within(field, parents));
  const here = rules
    .filter((rule) => rule.nodes.includes(node.kind))
    .flatMap((rule) =>
      rule.find(node, { parents, temporary: new Set() }).map((found) => ({ rule: rule.name, ...found })),
    );
  const below = Object.values(node.fields).flatMap((field) => within(field, [...parents, node]));
  return [...here, ...below];
}
