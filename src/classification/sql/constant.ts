import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';
import { quoted } from './quote.ts';

/** The text an expression is for certain: a literal, literals joined by ||, format() of literals; null when it depends on anything else. */
export function constantText(expression: unknown): string | null {
  const node = nodeOf(expression);
  if (node?.kind === 'A_Const') {
    const text = fieldsOf(node.fields.sval).sval;
    return 'sval' in node.fields ? textOf(text) : null;
  }
  if (node?.kind === 'TypeCast') return isText(node.fields.typeName) ? constantText(node.fields.arg) : null;
  if (node?.kind === 'A_Expr') {
    const [left, right] = [constantText(node.fields.lexpr), constantText(node.fields.rexpr)];
    return wordsOf(node.fields.name).join('.') === '||' && left !== null && right !== null ? left + right : null;
  }
  return node?.kind === 'FuncCall' ? formatted(node.fields) : null;
}

function isText(type: unknown): boolean {
  return /^(?:text|varchar)$/.test(wordsOf(fieldsOf(type).names).at(-1) ?? '');
}

function formatted(fields: Readonly<Record<string, unknown>>): string | null {
  if (!/^(?:pg_catalog\.)?format$/.test(wordsOf(fields.funcname).join('.')) || fields.func_variadic === true)
    return null;
  const [pattern, ...values] = listOf(fields.args).map(constantText);
  if (typeof pattern !== 'string' || values.some((value) => value === null)) return null;
  let next = 0;
  let whole = true;
  const text = pattern.replace(/%(.?)/gs, (_, sign: string) => {
    if (sign === '%') return '%';
    const value = values[next++];
    if (typeof value !== 'string' || !/[sIL]/.test(sign)) whole = false;
    else if (sign === 's') return value;
    else return sign === 'I' ? quoted(value) : `'${value.replaceAll("'", "''")}'`;
    return '';
  });
  return whole ? text : null;
}
