import { droppedBy } from '../drop.ts';
import { textOf } from '../fields.ts';
import { roleName } from '../names.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../types.ts';

const words: Readonly<Record<string, string>> = {
  OBJECT_FOREIGN_SERVER: 'server',
  OBJECT_FDW: 'foreign data wrapper',
};

/** DROP SERVER, DROP FOREIGN DATA WRAPPER and DROP USER MAPPING. */
export const dropServer: Rule = {
  name: 'drop-server',
  effect: 'destroys',
  nodes: ['DropStmt', 'DropUserMappingStmt'],
  find: (node, around) => {
    if (node.kind === 'DropStmt')
      return droppedBy(node, Object.keys(words), around).map(({ object, type }) => ({
        object,
        message: `Drops ${words[type]} ${object}: its options are lost, and what is read through it is out of reach. Safer: alter ${words[type]}, which keeps what depends on it.`,
      }));
    const server = quoted(textOf(node.fields.servername));
    const role = roleName(node.fields.user);
    return [
      {
        object: server,
        message: `Drops the user mapping of ${role} on server ${server} with the password it holds. Safer: alter user mapping.`,
      },
    ];
  },
};
