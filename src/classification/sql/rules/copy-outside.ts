import { textOf } from '../fields.ts';
import { relationName } from '../names.ts';
import type { Rule } from '../types.ts';

/** COPY with a PROGRAM, which can do anything, and COPY TO a file, which replaces the file. COPY FROM only adds rows. */
export const copyOutside: Rule = {
  name: 'copy-outside',
  effect: 'unknown',
  nodes: ['CopyStmt'],
  outlivesRollback: true,
  find: ({ fields }) => {
    const { is_program, is_from, filename, relation } = fields;
    const object = relation === undefined ? null : relationName(relation);
    if (is_program === true)
      return [
        {
          object,
          message: 'COPY runs a program on the server, which can do anything there. Safer: copy through the client.',
        },
      ];
    if (is_from === true || textOf(filename) === '') return [];
    return [{ object, message: `COPY replaces the file ${textOf(filename)} of the server. Safer: copy to stdout.` }];
  },
};
