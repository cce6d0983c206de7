import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';

type Path = readonly (string | number)[];

const reading = { allowTrailingComma: true };

/** The object in a JSON text that may have comments; undefined where it is none. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, reading);
  return errors.length > 0 || tree?.type !== 'object' ? undefined : getNodeValue(tree);
}

/** The text with a value added at the end of the list at `path`; what is missing of the path is made. Every other character stays. Pure. */
export function withAdded(text: string, path: readonly string[], value: unknown): string {
  const tree = parseTree(text, [], reading) as Node;
  let depth = path.length;
  while (depth > 0 && findNodeAtLocation(tree, path.slice(0, depth)) === undefined) depth--;
  const node = findNodeAtLocation(tree, path.slice(0, depth)) ?? tree;
  const missing = path.slice(depth);
  const [key, ...inner] = missing;
  const whole = inner.reduceRight<unknown>((under, name) => ({ [name]: under }), key === undefined ? value : [value]);
  const unit = /^(\t|[ ]+)\S/m.exec(text)?.[1] ?? '  ';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = unit.repeat(depth + 1);
  const body = JSON.stringify(whole, null, unit)
    .split('\n')
    .join(eol + indent);
  const added = `${key === undefined ? '' : `${JSON.stringify(key)}: `}${body}`;
  const last = node.children?.at(-1);
  if (last) return insertedAt(text, last.offset + last.length, `,${eol}${indent}${added}`);
  // No line break behind it: so it is known later that the empty object or list was there before.
  return insertedAt(text, node.offset + 1, `${eol}${indent}${added}`);
}

/** The text without what stands at `path`: the opposite of adding it. Pure. */
export function withoutAt(text: string, path: Path): string {
  const tree = parseTree(text, [], reading) as Node;
  const found = findNodeAtLocation(tree, [...path]);
  if (!found) return text;
  const node = found.parent?.type === 'property' ? found.parent : found;
  const siblings = node.parent?.children ?? [];
  const at = siblings.indexOf(node);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  const end = node.offset + node.length;
  if (before) return cut(text, before.offset + before.length, end);
  if (after) return cut(text, node.offset, after.offset);
  return cut(text, (node.parent as Node).offset + 1, end);
}

const insertedAt = (text: string, at: number, added: string) => text.slice(0, at) + added + text.slice(at);
const cut = (text: string, from: number, to: number) => text.slice(0, from) + text.slice(to);
