import { droppedBy } from '../drop.ts';
import type { Rule } from '../types.ts';

const words: Readonly<Record<string, string>> = {
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'procedure',
  OBJECT_ROUTINE: 'routine',
  OBJECT_AGGREGATE: 'aggregate',
};

/** DROP FUNCTION, PROCEDURE, ROUTINE and AGGREGATE. */
export const dropFunction: Rule = {
  name: 'drop-function',
  effect: 'destroys',
  nodes: ['DropStmt'],
  find: (node, around) =>
    droppedBy(node, Object.keys(words), around).map(({ object, type }) => ({
      object,
      message: `Drops ${words[type]} ${object}: its definition and grants are lost, and its callers fail. Safer: create or replace ${type === 'OBJECT_ROUTINE' ? 'function' : words[type]}.`,
    })),
};
