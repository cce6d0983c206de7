import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';

/** Whether a WHERE keeps nothing out: there is none, or it is true for certain ("true", "1 = 1", "not false"). */
export function keepsNothingOut(where: unknown): boolean {
  return where === undefined || truth(where) === true;
}

/** The value of a condition made of constants; null where it depends on rows. */
function truth(condition: unknown): boolean | null {
  const node = nodeOf(condition);
  if (node?.kind === 'A_Const') return 'boolval' in node.fields ? fieldsOf(node.fields.boolval).boolval === true : null;
  if (node?.kind === 'A_Expr') return equality(node.fields);
  if (node?.kind !== 'BoolExpr') return null;
  const parts = listOf(node.fields.args).map(truth);
  if (node.fields.boolop === 'NOT_EXPR') return parts[0] === null || parts[0] === undefined ? null : !parts[0];
  const decides = node.fields.boolop === 'OR_EXPR';
  if (parts.includes(decides)) return decides;
  return parts.includes(null) ? null : !decides;
}

/** "1 = 1" and "1 <> 2"; null when either side is no constant. */
function equality(fields: Readonly<Record<string, unknown>>): boolean | null {
  const [left, right] = [constant(fields.lexpr), constant(fields.rexpr)];
  if (textOf(fields.kind) !== 'AEXPR_OP' || left === null || right === null) return null;
  const operator = wordsOf(fields.name).join('.');
  if (operator === '=') return left === right;
  return operator === '<>' ? left !== right : null;
}

/** A constant as text to compare, without its place in the file. */
function constant(value: unknown): string | null {
  const node = nodeOf(value);
  if (node?.kind !== 'A_Const' || node.fields.isnull === true) return null;
  const { location: _, ...rest } = node.fields;
  return JSON.stringify(rest);
}
