import { alteredBy } from '../alter.ts';
import { fieldsOf, listOf, textOf } from '../fields.ts';
import { relationName } from '../names.ts';
import type { Rule } from '../types.ts';

/** What PostgreSQL does to referring rows, by its letter for the action. */
const actions: Readonly<Record<string, string>> = {
  c: 'deletes rows',
  n: 'empties columns',
  d: 'overwrites columns',
};

/**
 * A foreign key that a table with rows gets, and that deletes or empties by ON DELETE. For a table that the same source
 * makes it says nothing: a new table has no rows, and the key is part of its design.
 */
export const onDelete: Rule = {
  name: 'on-delete',
  effect: 'unknown',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_AddConstraint', 'AT_AddColumn'], around);
    if (!altered || around.made.has(altered.table)) return [];
    const { Constraint, ColumnDef } = fieldsOf(node.fields.def);
    const added = Constraint === undefined ? [] : [fieldsOf(Constraint)];
    const inColumn = listOf(fieldsOf(ColumnDef).constraints).map((one) => fieldsOf(fieldsOf(one).Constraint));
    // A new column has nothing to lose by SET NULL.
    const dangers = [...added, ...inColumn.filter((one) => one.fk_del_action === 'c')];
    return dangers.flatMap((constraint) => {
      const action = actions[textOf(constraint.fk_del_action)];
      const other = relationName(constraint.pktable);
      return action === undefined || constraint.contype !== 'CONSTR_FOREIGN'
        ? []
        : [
            {
              object: altered.table,
              message: `From now on, deleting a row of ${other} ${action} of ${altered.table} as well. Safer: on delete restrict, and delete what refers to it knowingly.`,
            },
          ];
    });
  },
};
