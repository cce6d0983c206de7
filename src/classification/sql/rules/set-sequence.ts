import { alteredBy } from '../alter.ts';
import { argumentOf, calledName } from '../calls.ts';
import { fieldsOf, listOf } from '../fields.ts';
import { isTemporary, relationName } from '../names.ts';
import type { Around, Rule, TreeNode } from '../types.ts';

/** setval() and RESTART, unless setval takes its value from max(): that only repairs a sequence. */
export const setSequence: Rule = {
  name: 'set-sequence',
  effect: 'unknown',
  nodes: ['FuncCall', 'AlterSeqStmt', 'AlterTableCmd'],
  outlivesRollback: true,
  find: (node, around) => {
    const name = sequenceOf(node, around);
    if (name === null) return [];
    const object = name === '' ? null : name;
    return [
      {
        object,
        message: `Sets ${object ?? 'a sequence'} to a new position: the old one is lost, and numbers may be given out twice. Safer: setval() with the max() of the column.`,
      },
    ];
  },
};

/** The sequence that is set; '' when the SQL computes its name, null when none is set. */
function sequenceOf({ kind, fields }: TreeNode, around: Around): string | null {
  if (kind === 'FuncCall') {
    if (calledName(fields).own !== 'setval') return null;
    const repairs = /"sval":"max"/.test(JSON.stringify(listOf(fields.args)[1] ?? null));
    return repairs ? null : (argumentOf(fields, 0) ?? '');
  }
  if (kind === 'AlterSeqStmt') {
    const name = relationName(fields.sequence);
    return restarts(fields.options) && !isTemporary(name, around) ? name : null;
  }
  const altered = alteredBy({ kind, fields }, ['AT_SetIdentity'], around);
  return altered && restarts(fields.def) ? altered.object : null;
}

function restarts(options: unknown): boolean {
  return listOf(options).some((one) => fieldsOf(fieldsOf(one).DefElem).defname === 'restart');
}
