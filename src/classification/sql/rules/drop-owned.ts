import { listOf } from '../fields.ts';
import { roleName } from '../names.ts';
import type { Rule } from '../types.ts';

/** DROP OWNED. */
export const dropOwned: Rule = {
  name: 'drop-owned',
  effect: 'destroys',
  nodes: ['DropOwnedStmt'],
  find: (node) =>
    listOf(node.fields.roles)
      .map(roleName)
      .map((object) => ({
        object,
        message: `Drops everything that ${object} owns in this database, tables with their rows, and its grants. Safer: reassign owned by ${object} to another role.`,
      })),
};
