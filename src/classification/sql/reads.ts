import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';
import { isHarmlessFunction } from './harmless-functions.ts';
import type { TreeNode } from './types.ts';
import { walk } from './walk.ts';

/** Whether a statement does nothing but read: SELECT, VALUES, TABLE, EXPLAIN, SHOW, with functions known to be harmless. */
export function onlyReads(statement: unknown): boolean {
  const node = nodeOf(statement);
  if (node?.kind === 'VariableShowStmt') return true;
  if (node?.kind === 'ExplainStmt') return explains(node);
  return node?.kind === 'SelectStmt' && isReading(statement);
}

/** Whether EXPLAIN runs what it explains. */
export function runsWhatItExplains({ fields }: TreeNode): boolean {
  return listOf(fields.options)
    .map((option) => nodeOf(option)?.fields ?? {})
    .some(({ defname, arg }) => textOf(defname).toLowerCase() === 'analyze' && !isOff(arg));
}

function isOff(arg: unknown): boolean {
  const value = fieldsOf(fieldsOf(arg).Integer).ival ?? fieldsOf(fieldsOf(arg).String).sval;
  return arg !== undefined && (value === undefined || value === 0 || /^(?:off|false|0)$/i.test(String(value)));
}

function explains(node: TreeNode): boolean {
  const inner = nodeOf(node.fields.query);
  if (inner?.kind === 'SelectStmt') return isReading(node.fields.query);
  return (
    !runsWhatItExplains(node) && /^(?:Delete|Update|Insert|Merge)Stmt$/.test(inner?.kind ?? '') && calls(inner?.fields)
  );
}

function isReading(select: unknown): boolean {
  let reading = calls(select);
  walk(select, (node) => {
    const { intoClause, lockingClause } = node.fields;
    if (/^(?:Delete|Update|Insert|Merge)Stmt$|LockingClause/.test(node.kind) || intoClause || lockingClause)
      reading = false;
    return reading;
  });
  return reading;
}

/** Whether every function and operator called is PostgreSQL's own and harmless. */
function calls(tree: unknown): boolean {
  let harmless = true;
  walk(tree, (node) => {
    if (node.kind === 'FuncCall') harmless &&= isHarmlessFunction(wordsOf(node.fields.funcname));
    // Operators of other schemas run functions of theirs.
    const operator = wordsOf(
      node.kind === 'A_Expr' ? node.fields.name : node.kind === 'SubLink' ? node.fields.operName : [],
    );
    if (operator.length > 1 && operator[0] !== 'pg_catalog') harmless = false;
    return harmless;
  });
  return harmless;
}
