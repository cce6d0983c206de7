import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';
import { quoted } from './quote.ts';

/** Stands in a built text for what nobody can know before; no SQL can hold it. */
const hole = '\0';

/** The text an expression is for certain: a literal, literals joined by ||, format() of literals; null when it depends on anything else. */
export function constantText(expression: unknown): string | null {
  const text = builtText(expression);
  return text.includes(hole) ? null : text;
}

/** The text an expression builds, on one line, with "…" for what is not known before; at most `width` characters. */
export function shownText(expression: unknown, width: number): string {
  const text = builtText(expression).replaceAll(hole, '…').replace(/\s+/g, ' ').trim();
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function builtText(expression: unknown): string {
  const node = nodeOf(expression);
  if (node?.kind === 'A_Const' && 'sval' in node.fields) return textOf(fieldsOf(node.fields.sval).sval);
  if (node?.kind === 'TypeCast' && isText(node.fields.typeName)) return builtText(node.fields.arg);
  if (node?.kind === 'A_Expr' && wordsOf(node.fields.name).join('.') === '||')
    return builtText(node.fields.lexpr) + builtText(node.fields.rexpr);
  return node?.kind === 'FuncCall' ? formatted(node.fields) : hole;
}

function isText(type: unknown): boolean {
  return /^(?:text|varchar)$/.test(wordsOf(fieldsOf(type).names).at(-1) ?? '');
}

/** format(), with %% %s %I and %L as PostgreSQL writes them; positions and widths are left unknown. */
function formatted(fields: Readonly<Record<string, unknown>>): string {
  if (!/^(?:pg_catalog\.)?format$/.test(wordsOf(fields.funcname).join('.')) || fields.func_variadic === true)
    return hole;
  const [pattern, ...values] = listOf(fields.args).map(builtText);
  if (pattern === undefined || pattern.includes(hole)) return hole;
  let next = 0;
  return pattern.replace(/%(\d+\$)?(-?\d*)([\s\S]?)/g, (_, position, width, sign: string) => {
    if (sign === '%') return '%';
    const value = values[next++];
    if (value === undefined || value.includes(hole) || position || width || !/[sIL]/.test(sign)) return hole;
    if (sign === 's') return value;
    return sign === 'I' ? quoted(value) : `'${value.replaceAll("'", "''")}'`;
  });
}
