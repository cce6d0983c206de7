import type { TreeNode } from './types.ts';

type Fields = TreeNode['fields'];

/** The fields of an object in the tree; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A list in the tree, bare or as a List node; empty for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const items = fieldsOf(fieldsOf(value).List).items;
  return Array.isArray(items) ? items : [];
}

/** A wrapped node ({"RangeVar": {…}}) as kind and fields; null when the value is none. */
export function nodeOf(value: unknown): TreeNode | null {
  const [entry, ...more] = Object.entries(fieldsOf(value));
  if (!entry || more.length > 0 || !/^[A-Z]/.test(entry[0])) return null;
  return { kind: entry[0], fields: fieldsOf(entry[1]) };
}

/** A field that is text; '' when it is not there, as PostgreSQL writes it. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The words of a list of String nodes: ["public", "users"]. */
export function wordsOf(value: unknown): readonly string[] {
  return listOf(value)
    .map((item) => textOf(fieldsOf(fieldsOf(item).String).sval))
    .filter((word) => word !== '');
}
