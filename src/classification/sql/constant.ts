import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';
import { quoted } from './quote.ts';
import { tokenAt } from './tokens.ts';

/** Marks for what nobody can know before: any text, one identifier, one literal. No SQL is written with these characters. */
const [unknown, identifier, literal] = ['\ue000', '\ue001', "'\ue002'"];
const marks = /[\ue000-\ue002]/;

/** Stands in a text for a part of a name or literal that is not known before. */
export const ellipsis = '…';

type Known = ReadonlyMap<string, string>;

/**
 * The text an expression is for certain: a literal, literals joined by ||, format(), quote_ident() and quote_literal(). Names
 * and literals in it that are not known, but are certainly quoted, are "…"; null when it depends on anything else. `known` are
 * values of variables by name.
 */
export function constantText(expression: unknown, known: Known = new Map()): string | null {
  const text = builtText(expression, known);
  return text.includes(unknown) || !keepsInQuotes(text) ? null : shown(text);
}

/** The text an expression builds, on one line, with "…" for what is not known before; at most `width` characters. */
export function shownText(expression: unknown, width: number): string {
  const text = shown(builtText(expression, new Map())).replace(/\s+/g, ' ').trim();
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function shown(text: string): string {
  return text.replace(new RegExp(marks, 'g'), ellipsis);
}

/** Whether every mark stands where quoting holds: a name outside of strings and comments, a literal by itself. */
function keepsInQuotes(text: string): boolean {
  if (!marks.test(text)) return true;
  for (let at = 0; at < text.length; ) {
    const { kind, end } = tokenAt(text, at);
    const token = text.slice(at, end);
    if (marks.test(token) && token !== literal && (token.includes('\ue002') || !(kind === 'word' || text[at] === '"')))
      return false;
    at = end;
  }
  return true;
}

function builtText(expression: unknown, known: Known): string {
  const node = nodeOf(expression);
  if (node?.kind === 'A_Const' && 'sval' in node.fields) {
    const text = textOf(fieldsOf(node.fields.sval).sval);
    return marks.test(text) ? unknown : text;
  }
  if (node?.kind === 'TypeCast') return cast(node.fields, known);
  if (node?.kind === 'ColumnRef') return known.get(variableOf(node.fields) ?? '') ?? unknown;
  if (node?.kind === 'A_Expr' && wordsOf(node.fields.name).join('.') === '||')
    return builtText(node.fields.lexpr, known) + builtText(node.fields.rexpr, known);
  if (node?.kind !== 'FuncCall') return unknown;
  const own = wordsOf(node.fields.funcname)
    .join('.')
    .replace(/^pg_catalog\./, '');
  const args = listOf(node.fields.args).map((argument) => builtText(argument, known));
  if (own === 'quote_ident' && args[0] !== undefined) return asIdentifier(args[0]);
  if (/^quote_(?:literal|nullable)$/.test(own) && args[0] !== undefined) return asLiteral(args[0]);
  return own === 'format' && node.fields.func_variadic !== true ? formatted(args) : unknown;
}

/** The name of a ColumnRef of one word, as variables have it; null for others. */
export function variableOf({ fields }: Readonly<Record<string, unknown>>): string | null {
  const [name, ...more] = wordsOf(fields);
  return name !== undefined && more.length === 0 && listOf(fields).length === 1 ? name : null;
}

/** A cast to text changes nothing; regclass writes a name, quoted and with its schema where they are needed. */
function cast({ typeName, arg }: Readonly<Record<string, unknown>>, known: Known): string {
  const type = wordsOf(fieldsOf(typeName).names).at(-1) ?? '';
  if (/^(?:text|varchar)$/.test(type)) return builtText(arg, known);
  return type === 'regclass' ? identifier : unknown;
}

function asIdentifier(text: string): string {
  return marks.test(text) ? identifier : quoted(text);
}

function asLiteral(text: string): string {
  return marks.test(text) ? literal : `'${text.replaceAll("'", "''")}'`;
}

/** format(), with %% %s %I and %L as PostgreSQL writes them, and positions; widths are left unknown. */
function formatted([pattern, ...values]: readonly string[]): string {
  if (pattern === undefined || marks.test(pattern)) return unknown;
  let next = 0;
  return pattern.replace(/%(?:(\d+)\$)?(-?\d*)([\s\S]?)/g, (_, position: string | undefined, width, sign: string) => {
    if (sign === '%') return '%';
    next = position === undefined ? next + 1 : Number(position);
    const value = values[next - 1];
    if (value === undefined || width) return unknown;
    if (sign === 's') return value;
    return sign === 'I' ? asIdentifier(value) : sign === 'L' ? asLiteral(value) : unknown;
  });
}
