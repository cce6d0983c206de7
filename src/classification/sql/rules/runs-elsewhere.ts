import { calledName } from '../calls.ts';
import type { Rule } from '../types.ts';

const functions = ['dblink', 'dblink_exec', 'dblink_open', 'dblink_send_query'];

/** SQL that is sent to another database, where nothing reads, backs up or rehearses it. */
export const runsElsewhere: Rule = {
  name: 'runs-elsewhere',
  effect: 'unknown',
  nodes: ['FuncCall'],
  outlivesRollback: true,
  find: (node) => {
    const { own, whole } = calledName(node.fields);
    if (!functions.includes(own)) return [];
    return [
      {
        object: whole,
        message: `Sends SQL to another database; it was not read, and no backup of that database was made. Safer: run it there, with a backup of its own.`,
      },
    ];
  },
};
