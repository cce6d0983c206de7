import { type Node as Json, type ParseError, parseTree } from 'jsonc-parser';

/** What returns the guard to node_modules after every install. Where permahub is not there it says so and fails nothing. */
const ours = 'permahub install --project || exit 0';
const chained = ` && (${ours})`;

/**
 * package.json with our scripts: behind one that is there, else as the last; all else stays byte for byte. `dependencies` is
 * npm's own, after every change of node_modules, `npm install NAME` too. For the others, and for installs that change
 * nothing, there is `postinstall`; in a package that may be published `prepare`, which does not run for those who install it.
 * Throws an Error in words for what is no package.json. Pure.
 */
export function withScript(text: string): string {
  const root = rootOf(text);
  if (root.children?.length === 0) throw new Error('it is empty');
  const isPrivate = propertyOf(root, 'private')?.value === true;
  return withOne(withOne(text, isPrivate ? 'postinstall' : 'prepare'), 'dependencies');
}

function withOne(text: string, name: string): string {
  const root = rootOf(text);
  const scripts = propertyOf(root, 'scripts');
  if (scripts === undefined) return insert(text, root, (gap, colon) => scriptsObject(name, gap, colon));
  if (scripts.type !== 'object') throw new Error('its "scripts" is no object');
  const own = propertyOf(scripts, name);
  if (own === undefined) return insert(text, scripts, (_, colon) => `"${name}"${colon}${JSON.stringify(ours)}`);
  if (typeof own.value !== 'string') throw new Error(`its script "${name}" is no text`);
  if (own.value.trim() === '') throw new Error(`its script "${name}" is empty`);
  if (isOurs(own)) return text;
  const at = own.offset + own.length - 1;
  return text.slice(0, at) + escaped(chained) + text.slice(at);
}

/** package.json without our scripts, as it was before. Throws as `withScript`. Pure. */
export function withoutScript(text: string): string {
  const root = rootOf(text);
  const scripts = propertyOf(root, 'scripts');
  const property = scripts?.children?.findLast((each) => isOurs(each.children?.[1]));
  const value = property?.children?.[1];
  if (!scripts || !property || !value) return text;
  return withoutScript(withoutOne(text, { root, scripts, property, value }));
}

function withoutOne(text: string, of: { root: Json; scripts: Json; property: Json; value: Json }): string {
  const { root, scripts, property, value } = of;
  if (value.value !== ours) {
    const end = value.offset + value.length - 1;
    return text.slice(0, end - escaped(chained).length) + text.slice(end);
  }
  if (scripts.children?.length !== 1) return cut(text, scripts, property);
  const whole = text.slice(scripts.offset, scripts.offset + scripts.length);
  // `{ "name": … }` on one line is how an empty object was filled.
  if (/^\{ [^\r\n]*\}$/.test(whole) || scripts.parent === undefined)
    return `${text.slice(0, scripts.offset)}{}${text.slice(scripts.offset + scripts.length)}`;
  return cut(text, root, scripts.parent);
}

function isOurs(value: Json | undefined): boolean {
  return typeof value?.value === 'string' && (value.value === ours || value.value.endsWith(chained));
}

function rootOf(text: string): Json {
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { disallowComments: true });
  if (root?.type !== 'object' || errors.length > 0) throw new Error('it is no JSON object');
  return root;
}

function propertyOf(object: Json, key: string): Json | undefined {
  return object.children?.find((property) => property.children?.[0]?.value === key)?.children?.[1];
}

/** A last property, spaced as the one before it. */
function insert(text: string, object: Json, property: (gap: string, colon: string) => string): string {
  const properties = object.children ?? [];
  const last = properties.at(-1);
  const colon = colonOf(text, last ?? object.parent);
  if (last === undefined) {
    const inside = ` ${property('', colon)} `;
    return `${text.slice(0, object.offset)}{${inside}}${text.slice(object.offset + object.length)}`;
  }
  const before = properties.at(-2);
  const from = before === undefined ? object.offset + 1 : before.offset + before.length;
  const gap = text.slice(from, last.offset).replace(',', '');
  const at = last.offset + last.length;
  return `${text.slice(0, at)},${gap}${property(gap, colon)}${text.slice(at)}`;
}

function colonOf(text: string, property: Json | undefined): string {
  const [key, value] = property?.children ?? [];
  return key && value ? text.slice(key.offset + key.length, value.offset) : ': ';
}

/** An object of its own lines, one step further in than the gap before its name. */
function scriptsObject(name: string, gap: string, colon: string): string {
  const step = /\n([ \t]*)$/.exec(gap)?.[1] ?? '';
  const inner = gap.includes('\n') ? gap + step : gap;
  return `"scripts"${colon}{${inner}"${name}"${colon}${JSON.stringify(ours)}${gap}}`;
}

/** Without a property and the comma that belongs to it. */
function cut(text: string, object: Json, property: Json): string {
  const properties = object.children ?? [];
  const at = properties.findIndex((one) => one.offset === property.offset);
  const before = properties[at - 1];
  const next = properties[at + 1];
  if (before) return text.slice(0, before.offset + before.length) + text.slice(property.offset + property.length);
  return text.slice(0, property.offset) + text.slice(next?.offset ?? property.offset + property.length);
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
