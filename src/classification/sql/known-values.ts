import { constantText, ellipsis, variableOf } from './constant.ts';
import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';
import type { SqlParser } from './parser.ts';
import { walk } from './walk.ts';

/** Variables of a PL/pgSQL body by name, with every value they can have. */
export type KnownValues = ReadonlyMap<string, readonly string[]>;

type Fields = Readonly<Record<string, unknown>>;

/** More texts than this one EXECUTE is not read as. */
const maxTexts = 500;

/** The texts an expression can be, one for each value of the variables in it; null where one is not known. */
export function builtTexts(expression: unknown, known: KnownValues): readonly string[] | null {
  const node = nodeOf(expression);
  const whole = node?.kind === 'ColumnRef' ? known.get(variableOf(node.fields) ?? '') : undefined;
  if (whole !== undefined) return whole;
  let cases: readonly ReadonlyMap<string, string>[] = [new Map()];
  for (const name of variablesIn(expression)) {
    const values = known.get(name);
    if (values === undefined || values.length * cases.length > maxTexts) continue;
    // Whether what is not known in a value is still quoted depends on what it is put into.
    if (values.some((value) => value.includes(ellipsis))) continue;
    cases = values.flatMap((value) => cases.map((one) => new Map([...one, [name, value]])));
  }
  const texts = cases.map((values) => constantText(expression, values));
  return texts.includes(null) ? null : texts.flatMap((text) => text ?? []);
}

function variablesIn(expression: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  walk(expression, ({ kind, fields }) => {
    if (kind === 'ColumnRef') names.add(variableOf(fields) ?? '');
    return true;
  });
  return names;
}

/** Variables that only ever hold what the body itself says: where they are declared, in a loop over a list of literals, or by assignments. */
export function knownValues(body: unknown, parser: SqlParser): KnownValues {
  const { datums, action } = fieldsOf(fieldsOf(body).PLpgSQL_function);
  const variables = listOf(datums).map((datum) => variableFrom(fieldsOf(fieldsOf(datum).PLpgSQL_var)));
  const names = listOf(datums).map((datum) => textOf(fieldsOf(fieldsOf(datum).PLpgSQL_var).refname));
  const { writes, loops, given } = writtenIn(action);
  const known = new Map<string, readonly string[]>();
  const lists = new Map<string, readonly string[]>();
  const each = (see: (variable: Variable, times: number, at: number) => void) => {
    variables.forEach((variable, at) => {
      // A name that is declared twice means one or the other.
      const alone = names.filter((name) => name === variable.name).length === 1;
      if (alone && variable.name !== '') see(variable, writes.get(at) ?? 0, at);
    });
  };
  each(({ name, type, start }, times) => {
    if (times > 0 || start === '') return;
    if (isText(type)) keep(known, name, one(expressionOf(start, parser)));
    else if (type.endsWith('[]') && isText(type.slice(0, -2))) keep(lists, name, list(expressionOf(start, parser)));
  });
  each(({ name, type, start }, times, at) => {
    const loop = loops.get(at);
    if (times === 1 && start === '' && loop !== undefined && isText(type))
      keep(known, name, lists.get(loop.trim()) ?? rows(loop, parser));
  });
  each(({ name, type, start }, times, at) => {
    const texts = given.get(at) ?? [];
    if (times === 0 || texts.length !== times || !isText(type)) return;
    const values = [...(start === '' ? [] : [start]), ...texts].map((text) =>
      builtTexts(expressionOf(text, parser), known),
    );
    keep(known, name, values.includes(null) ? null : values.flatMap((value) => value ?? []));
  });
  return known;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  /** The expression it starts with; '' for none. */
  readonly start: string;
}

function variableFrom({ refname, lineno, datatype, default_val }: Fields): Variable {
  return {
    // Parameters stand on no line, and can be anything.
    name: lineno === undefined ? '' : textOf(refname),
    type: textOf(fieldsOf(fieldsOf(datatype).PLpgSQL_type).typname),
    start: textOf(fieldsOf(fieldsOf(default_val).PLpgSQL_expr).query),
  };
}

function keep(values: Map<string, readonly string[]>, name: string, found: readonly string[] | null): void {
  if (found !== null) values.set(name, found);
}

function isText(type: string): boolean {
  return /^(?:text|varchar|character varying|name)$/.test(type);
}

/** An assignment to a variable by its bare name. */
const assignment = /^\s*[A-Za-z_]\w*\s*:?=([\s\S]*)$/;

/** How often each variable is written, what the loops go over that write it, and what is assigned to it; all by its number. */
function writtenIn(action: unknown) {
  const writes = new Map<number, number>();
  const loops = new Map<number, string>();
  const given = new Map<number, readonly string[]>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { PLpgSQL_stmt_foreach_a: each, PLpgSQL_stmt_fors: query, PLpgSQL_stmt_assign: assign } = value as Fields;
    const over = (loop: unknown, field: string) => textOf(fieldsOf(fieldsOf(fieldsOf(loop)[field]).PLpgSQL_expr).query);
    if (each !== undefined) loops.set(Number(fieldsOf(each).varno), over(each, 'expr'));
    const [target, ...more] = listOf(fieldsOf(fieldsOf(fieldsOf(query).var).PLpgSQL_row).fields);
    if (target !== undefined && more.length === 0) loops.set(Number(fieldsOf(target).varno), over(query, 'query'));
    const written = Number(fieldsOf(assign).varno);
    const text = assignment.exec(over(assign, 'expr'))?.[1];
    if (text !== undefined) given.set(written, [...(given.get(written) ?? []), text]);
    for (const [name, inner] of Object.entries(value)) {
      if ((name === 'varno' || name === 'target') && typeof inner === 'number')
        writes.set(inner, (writes.get(inner) ?? 0) + 1);
      visit(inner);
    }
  };
  visit(action);
  return { writes, loops, given };
}

/** What a loop goes over: a list, or a SELECT of nothing but unnest() of one. */
function rows(loop: string, parser: SqlParser): readonly string[] | null {
  if (!/^\s*select\b/i.test(loop)) return list(expressionOf(loop, parser));
  const parsed = parser.parse(loop);
  const select = parsed.ok && parsed.statements.length === 1 ? nodeOf(parsed.statements[0]?.tree) : null;
  const [target, ...more] = listOf(select?.fields.targetList);
  if (more.length > 0 || select?.fields.fromClause !== undefined) return null;
  const call = nodeOf(fieldsOf(fieldsOf(target).ResTarget).val);
  const [argument, ...others] = listOf(call?.fields.args);
  const unnests = call?.kind === 'FuncCall' && wordsOf(call.fields.funcname).at(-1) === 'unnest';
  return unnests && others.length === 0 ? list(argument) : null;
}

function expressionOf(text: string, parser: SqlParser): unknown {
  const parsed = parser.parse(`SELECT ${text}`);
  const [target, ...more] = listOf(parsed.ok ? nodeOf(parsed.statements[0]?.tree)?.fields.targetList : null);
  return more.length === 0 ? fieldsOf(fieldsOf(target).ResTarget).val : undefined;
}

function one(expression: unknown): readonly string[] | null {
  const text = constantText(expression);
  return text === null || text.includes(ellipsis) ? null : [text];
}

/** ARRAY['a', 'b'], with or without a cast to an array of texts. */
function list(expression: unknown): readonly string[] | null {
  const node = nodeOf(expression);
  if (node?.kind === 'TypeCast') {
    const { names, arrayBounds } = fieldsOf(node.fields.typeName);
    return isText(wordsOf(names).at(-1) ?? '') && listOf(arrayBounds).length > 0 ? list(node.fields.arg) : null;
  }
  if (node?.kind !== 'A_ArrayExpr') return null;
  const values = listOf(node.fields.elements).map(one);
  return values.includes(null) ? null : values.flatMap((value) => value ?? []);
}
