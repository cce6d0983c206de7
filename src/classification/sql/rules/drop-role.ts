import { listOf } from '../fields.ts';
import { roleName } from '../names.ts';
import type { Rule } from '../types.ts';

/** DROP ROLE, DROP USER and DROP GROUP. */
export const dropRole: Rule = {
  name: 'drop-role',
  effect: 'destroys',
  nodes: ['DropRoleStmt'],
  find: (node) =>
    listOf(node.fields.roles)
      .map(roleName)
      .map((object) => ({
        object,
        message: `Drops role ${object} with its memberships and its password, which no backup holds. Safer: alter role ${object} nologin.`,
      })),
};
