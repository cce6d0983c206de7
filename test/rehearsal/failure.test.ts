import { describe, expect, test } from 'vitest';
import { placeOf, readFailure } from '../../src/rehearsal/failure.ts';
import { type LackingFacts, lackBehind } from '../../src/rehearsal/lacking.ts';

const failed = { status: 1, signal: null, out: '', err: '' };

describe('what the CLIs say of a failure', () => {
  test('is nothing when they ended well', () => {
    expect(readFailure({ ...failed, status: 0, err: 'ERROR: in a notice' })).toBeNull();
  });

  test('names the last file announced and the statement', () => {
    const err =
      'Target: custom Postgres (127.0.0.1:1)\nApplying migration 1_a.sql...\nApplying migration 2_b.sql...\n' +
      'ERROR: syntax error at or near "tabel" (SQLSTATE 42601)\nAt statement: 0\ncreate tabel x (id int)\n       ^\nTry rerunning the command with --debug to troubleshoot the error.\n';
    expect(readFailure({ ...failed, err })).toEqual({
      file: 'supabase/migrations/2_b.sql',
      statement: 'create tabel x (id int)',
      message: 'ERROR: syntax error at or near "tabel" (SQLSTATE 42601)',
    });
  });

  test('names the seed', () => {
    const err =
      'Seeding data from supabase/seed.sql...\nERROR: relation "x" does not exist (SQLSTATE 42P01)\nAt statement: 0\ninsert into x values (1)\n';
    expect(readFailure({ ...failed, err })).toMatchObject({
      file: 'supabase/seed.sql',
      statement: 'insert into x values (1)',
    });
    expect(readFailure({ ...failed, err: 'Seeding globals from roles.sql...\nERROR: x' })).toMatchObject({
      file: 'supabase/roles.sql',
    });
  });

  test('is read out of JSON on stdout', () => {
    const out =
      '{"target":{"kind":"db-url"},"_tag":"Error","error":{"code":"DbPushApplyError","message":"ERROR: no (SQLSTATE 42P01)\\nAt statement: 1\\nselect 1"}}\n';
    expect(readFailure({ ...failed, out, err: 'Applying migration 2_b.sql...\n' })).toEqual({
      ...{ file: 'supabase/migrations/2_b.sql', statement: 'select 1', message: 'ERROR: no (SQLSTATE 42P01)' },
    });
  });

  test('is said to be nothing when they said nothing', () => {
    expect(readFailure({ ...failed, status: null, signal: 'SIGSEGV' })?.message).toBe(
      'the CLI ended by SIGSEGV and said nothing',
    );
    expect(readFailure({ ...failed, status: 3 })?.message).toBe('the CLI ended with status 3 and said nothing');
  });

  test('stands on the line where the statement begins', () => {
    expect(placeOf('-- a\n\nselect 1;\nselect 2;', 'select 2')).toEqual({ line: 4, statement: 'select 2' });
    expect(placeOf('select 1;', 'select 1\nexec')).toEqual({ line: 1, statement: 'select 1' });
    expect(placeOf('select 1;', 'select 2')).toBeNull();
  });
});

describe('what the scratch server lacks', () => {
  const facts: LackingFacts = {
    ...{
      missingExtensions: [],
      tables: new Set<string>(),
      supabase: true,
      native: true,
      rolesMissing: [],
      newVolume: false,
      inFile: true,
    },
  };
  test.each<[string, Partial<LackingFacts>, string | null]>([
    ['extension "vector" is not available', {}, 'the extension vector'],
    [
      'could not open extension control file "/usr/share/postgresql/15/extension/pg_net.control": No such file',
      {},
      'the extension pg_net',
    ],
    ['could not access file "$libdir/wrappers-0.4": No such file or directory', {}, 'the library $libdir/wrappers-0.4'],
    [
      'pg_cron can only be loaded via shared_preload_libraries',
      {},
      'a library that is loaded when the server starts (pg_cron)',
    ],
    ['type "vector" does not exist', { missingExtensions: ['vector'] }, 'the extension vector'],
    ['type "vector" does not exist', {}, null],
    ['schema "net" does not exist', { missingExtensions: ['pg_net'] }, 'the extension pg_net'],
    ['schema "networks" does not exist', { missingExtensions: ['pg_net'] }, null],
    [
      'relation "public.docs" does not exist',
      { missingExtensions: ['vector'], tables: new Set(['public.docs']) },
      'the table public.docs',
    ],
    [
      'relation "docs" does not exist',
      { missingExtensions: ['vector'], tables: new Set(['public.docs']) },
      'the table docs',
    ],
    [
      'relation "public.nope" does not exist',
      { missingExtensions: ['vector'], tables: new Set(['public.docs']) },
      null,
    ],
    [
      'permission denied to create extension "x"',
      {},
      'supautils, which may allow it there (permission denied to create extension "x")',
    ],
    ['permission denied to create extension "x"', { supabase: false }, null],
    ['permission denied to create extension "x"', { native: false }, null],
    ['permission denied for table users', {}, null],
    ['permission denied for database after', {}, null],
    [
      'permission denied for database after',
      { rolesMissing: null },
      "the rights on the source's database, which were not read",
    ],
    [
      'permission denied for database after',
      { rolesMissing: ['ann'] },
      'the roles ann, which hold rights on the database',
    ],
    ['could not establish connection', {}, 'a network: nothing can be reached from it'],
    ['could not connect to server "other"', {}, 'a network: nothing can be reached from it'],
    [
      'could not open file "/data/x.csv" for reading: No such file',
      {},
      `files of the target's own machine (could not open file "/data/x.csv" for reading)`,
    ],
    ['logical decoding requires wal_level >= logical', {}, 'server settings of the target (requires wal_level)'],
    ['tablespace "fast" does not exist', {}, 'the tablespace fast'],
    ['role "ann" does not exist', {}, null],
    [
      'role "ann" cannot be dropped because some objects depend on it',
      {},
      'a server where the role ann has nothing in a second copy of the database',
    ],
    ['division by zero', {}, null],
    ['role "app" already exists', { newVolume: true }, 'a new volume: the role app is not in it yet'],
    [
      'role "app" does not exist',
      { newVolume: true },
      'roles.sql: a local reset runs it first, and it may make the role app',
    ],
    ['must be owner of extension x', { newVolume: true }, null],
    [
      'must be owner of extension x (SQLSTATE 42501)',
      { newVolume: true, inFile: false },
      'a new volume (emptying the copy: must be owner of extension x (SQLSTATE 42501))',
    ],
    ['Remote migration versions not found in local migrations directory.', { inFile: false }, null],
    ['failed to execute query: error: x', { inFile: false }, null],
    ['failed to parse config', { inFile: false }, 'something besides the database (failed to parse config)'],
    ['Cannot connect to the Docker daemon at unix:///x', {}, 'Docker, which the command asked for'],
  ])('%s', (message, given, wanted) => {
    expect(lackBehind(message, { ...facts, ...given })).toBe(wanted);
  });
});
