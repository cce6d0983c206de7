import { expect, test } from 'vitest';
import { readSqlError } from '../../src/cli/sql-error.ts';

/** As 3.1.0 and 2.122.1 wrote it on stderr; they differ in their first lines only. */
const lead = 'Target: custom Postgres (127.0.0.1:5433)\nApplying migration 20260101000000_one.sql...\n';
const two = 'Applying migration 20260101000001_two.sql...\n';
const tail = 'Try rerunning the command with --debug to troubleshoot the error.\n';

test.each([
  [
    'a missing table, in colour, with a pointer',
    `${lead}${two}\u001b[31mERROR: relation "nowhere" does not exist (SQLSTATE 42P01)\r\nAt statement: 2\r\ninsert into nowhere\r\n            ^\u001b[39m\r\n${tail}`,
    {
      file: '20260101000001_two.sql',
      message: 'relation "nowhere" does not exist',
      sqlstate: '42P01',
      statement: 'insert into nowhere',
    },
  ],
  [
    'a detail and a statement of several lines',
    `${lead}${two}ERROR: duplicate key value violates unique constraint "a_pkey" (SQLSTATE 23505)\nKey (id)=(1) already exists.\nAt statement: 1\ninsert into a\n  values (1)\n${tail}`,
    {
      file: '20260101000001_two.sql',
      message: 'duplicate key value violates unique constraint "a_pkey" Key (id)=(1) already exists.',
      sqlstate: '23505',
      statement: 'insert into a\n  values (1)',
    },
  ],
  [
    'a seed, which names no statement',
    `${lead}Seeding data from supabase/seed.sql...\nERROR: relation "public.shops" does not exist (SQLSTATE 42P01)\n${tail}`,
    {
      file: 'supabase/seed.sql',
      message: 'relation "public.shops" does not exist',
      sqlstate: '42P01',
      statement: null,
    },
  ],
  [
    'a notice that looks like an error, before the real one',
    `${lead}NOTICE (00000): ERROR: no (SQLSTATE 00000)\n${two}ERROR: a (SQLSTATE 22012) b (SQLSTATE 22012)\nAt statement: 0\nselect 1/0\n${tail}`,
    {
      file: '20260101000001_two.sql',
      message: 'a (SQLSTATE 22012) b',
      sqlstate: '22012',
      statement: 'select 1/0',
    },
  ],
  [
    'the end cut off',
    'ERROR: division by zero (SQLSTATE 22012)',
    { file: null, message: 'division by zero', sqlstate: '22012', statement: null },
  ],
  ['a refusal before any SQL', `${lead}Remote migration versions not found in local migrations directory.\n`, null],
  ['nothing', '', null],
])('%s', (_, stderr, wanted) => expect(readSqlError(stderr)).toEqual(wanted));
