import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection, Scratch } from '../../src/postgres/types.ts';
import { withOverrides } from '../../src/target/overrides.ts';
import { era } from '../support/eras.ts';
import { ownTmpdir } from '../support/own-tmpdir.ts';
import {
  applied,
  copyWith,
  type Files,
  inside,
  project,
  rehearse,
  rehearsed,
  scratchServer,
  type Tried,
} from './place.ts';

ownTmpdir();
let scratch: Scratch;
let copy: Connection;
const remove: (() => void)[] = [];

beforeAll(async () => {
  scratch = await scratchServer();
  copy = await copyWith(scratch, usual);
});
afterAll(async () => {
  await scratch?.remove();
  for (const each of remove) each();
});

const usual = `create table users (id int primary key, name text); insert into users values (1, 'a'), (2, 'b');
  ${applied('20250101000000')}`;
const first = {
  'supabase/migrations/20250101000000_first.sql': 'create table public.users (id int primary key, name text);',
};
const second = 'supabase/migrations/20250102000000_second.sql';

function folderWith(files: Files): string {
  const made = project({ ...first, ...files });
  remove.push(made.remove);
  return made.folder;
}

/** Every path below a folder with a hash of its content. */
function stateOf(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    hash.update(`${join(entry.parentPath, entry.name)}\n`);
    if (entry.isFile()) hash.update(readFileSync(join(entry.parentPath, entry.name)));
  }
  return hash.digest('hex');
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('permahub-rehearsal-'));
const ids = 'select coalesce(array_agg(id order by id), array[]::int[]) as ids from public.users';

describe(`a rehearsal with the real CLI (${era})`, () => {
  const run = (files: Files, argv: readonly string[], more: Partial<Tried> = {}) =>
    rehearse({ scratch, copy, folder: folderWith(files), era, argv, ...more });

  test('pushes pending migrations onto a clone, as the role of the target, and leaves nothing else changed', async () => {
    const folder = folderWith({
      [second]: 'delete from public.users where id = 1;\ncreate table public.more (id int);',
      'supabase/.temp/project-ref': 'abcdefghijklmnopqrst',
      // All of these would lead the CLI elsewhere.
      'supabase/.env': 'SUPABASE_DB_PORT=1\nSUPABASE_DB_PASSWORD=other\nDOCKER_HOST=tcp://10.9.9.9:1\n',
      '.env': 'SUPABASE_PROJECT_ID=abcdefghijklmnopqrst\nPGHOST=10.9.9.9\n',
    });
    appendFileSync(join(folder, '.env'), `SUPABASE_WORKDIR=${folder}\n`);
    const before = [stateOf(folder), leftovers()];
    const { impact, answer } = await rehearse({
      ...{ scratch, copy, folder, era, argv: ['--debug=false', 'db', 'push', '--local', '-p', 'typed-password'] },
      env: { PGHOST: '10.9.9.9', SUPABASE_ACCESS_TOKEN: 'sbp_0', SUPABASE_DB_PASSWORD: 'x', CLAUDECODE: '1' },
      ask: `select (${ids}) as ids, (select tableowner from pg_tables where tablename = 'more') as owner`,
    });
    expect(rehearsed(impact)).toMatchObject({ status: 0, signal: null, failure: null, lacking: [] });
    expect(answer).toEqual([{ ids: [2], owner: 'postgres' }]);
    expect(await inside(copy, ids)).toEqual([{ ids: [1, 2] }]);
    expect([stateOf(folder), leftovers()]).toEqual(before);
    const clones = "select datname from pg_database where datname like 'permahub_after%'";
    expect(await inside(scratch.connection, clones)).toEqual([]);
  });

  test('says which statement of which migration failed, and what was applied before it', async () => {
    const { impact, answer } = await run(
      {
        [second]: 'delete from public.users where id = 2;',
        'supabase/migrations/20250103000000_third.sql':
          '-- third\n\nselect 1;\n\nalter table public.nope\n  add column z int;\n',
      },
      ['migration', 'up'],
      { ask: ids },
    );
    expect(rehearsed(impact)).toMatchObject({
      status: 1,
      failure: {
        cause: 'own',
        file: 'supabase/migrations/20250103000000_third.sql',
        line: 5,
        statement: 'alter table public.nope\n  add column z int',
        message: 'ERROR: relation "public.nope" does not exist (SQLSTATE 42P01)',
      },
    });
    expect(answer).toEqual([{ ids: [1] }]);
  });

  test('says that the histories differ', async () => {
    const other = {
      'supabase/migrations/20250101000000_first.sql': '',
      'supabase/migrations/20240101000000_old.sql': '',
    };
    const { impact } = await run(other, ['migration', 'up']);
    expect(rehearsed(impact).failure).toMatchObject({
      ...{ cause: 'own', file: null, statement: null },
      message: 'Found local migration files to be inserted before the last migration on remote database.',
    });
  });

  test('reads the failure out of JSON as well', async () => {
    const { impact } = await run({ [second]: 'select nothing_here();' }, [
      'db',
      'push',
      '--local',
      '--output-format',
      'json',
    ]);
    expect(rehearsed(impact).failure).toMatchObject({
      ...{ cause: 'own', file: second, line: 1, statement: 'select nothing_here()' },
      message: 'ERROR: function nothing_here() does not exist (SQLSTATE 42883)',
    });
  });

  test('empties and rebuilds the clone for a local reset, with the seed', async () => {
    const files = {
      'supabase/seed.sql': "insert into public.users values (7, 'seed');",
      [second]: 'alter table public.users add column age int;',
    };
    const { impact, answer } = await run(files, ['db', 'reset'], { ask: ids });
    expect(rehearsed(impact)).toMatchObject({ status: 0, failure: null });
    expect(answer).toEqual([{ ids: [7] }]);
  });

  test('goes back to an older migration for migration down', async () => {
    const users = 'create table users (id int primary key); insert into users values (3)';
    const down = await copyWith(scratch, `${users}; ${applied('20250101000000', '20250102000000')}`);
    const { impact, answer } = await run({ [second]: 'create table public.two (id int);' }, ['migration', 'down'], {
      copy: down,
      ask: `select (${ids}) as ids, to_regclass('public.two') as two`,
    });
    expect(rehearsed(impact)).toMatchObject({ status: 0, failure: null });
    expect(answer).toEqual([{ ids: [], two: null }]);
    copy = await copyWith(scratch, usual);
  });

  test('runs a query from the command line, from a file and from standard input', async () => {
    const argument = await run({}, ['db', 'query', 'delete from public.users where id = 1'], { ask: ids });
    expect(argument.answer).toEqual([{ ids: [2] }]);
    const files = { 'sql/q.sql': 'delete from public.users where id = 2' };
    const file = await run(files, ['db', 'query', '--local', '-f', 'sql/q.sql'], { ask: ids });
    expect(file.answer).toEqual([{ ids: [1] }]);
    const stdin = Buffer.from('delete from public.users');
    const input = await run({}, ['db', 'query'], { ask: ids, more: { stdin } });
    expect(input.answer).toEqual([{ ids: [] }]);
    const wrong = await run({}, ['db', 'query', 'delete from public.nobody']);
    expect(rehearsed(wrong.impact).failure).toEqual({
      ...{ cause: 'own', file: null, line: null, statement: null },
      message: 'failed to execute query: error: relation "public.nobody" does not exist',
    });
  });

  test('rewrites the history for migration repair', async () => {
    const argv = ['migration', 'repair', '20250101000000', '--status', 'reverted', '--local'];
    const { impact, answer } = await run({}, argv, {
      ask: 'select count(*)::int as left from supabase_migrations.schema_migrations',
    });
    expect(rehearsed(impact)).toMatchObject({ status: 0, failure: null });
    expect(answer).toEqual([{ left: 0 }]);
  });

  test('takes the overrides of the linked project and seeds from outside supabase/', async () => {
    const ref = 'abcdefghijklmnopqrst';
    const files = {
      'supabase/config.toml': `project_id = "shop"\n[db.seed]\nenabled = false\n[remotes.prod]\nproject_id = "${ref}"\n[remotes.prod.db.seed]\nenabled = true\nsql_paths = ["../seeds/*.sql"]\n`,
      'seeds/a.sql': "insert into public.users values (9, 'outside');",
    };
    const config = { remotes: [{ name: 'prod', projectRef: ref }] } as unknown as Parameters<typeof withOverrides>[1];
    const { impact, answer } = await run(files, ['db', 'push', '--local', '--include-seed'], {
      ask: ids,
      more: { withOverrides: (file, text) => withOverrides({ file, text }, config, ref) },
    });
    expect(rehearsed(impact)).toMatchObject({ status: 0, failure: null });
    expect(answer).toEqual([{ ids: [1, 2, 9] }]);
  });
});

test('seeds named in argv are found, relative and absolute; one outside the project is not rehearsed without', async () => {
  const folder = folderWith({
    'seeds/a.sql': 'insert into public.users values (5);',
    'b.sql': 'insert into public.users values (6);',
  });
  const argv = ['db', 'reset', '--sql-paths', '../seeds/a.sql', '--sql-paths', join(folder, 'b.sql')];
  const { answer } = await rehearse({ scratch, copy, folder, era: 'v3', argv, ask: ids });
  expect(answer).toEqual([{ ids: [5, 6] }]);
  const other = folderWith({});
  const beside = ['db', 'reset', '--sql-paths', `../../${basename(folder)}/b.sql`];
  const { impact } = await rehearse({ scratch, copy, folder: other, era: 'v3', argv: beside });
  expect(impact).toEqual({
    kind: 'not-rehearsed',
    reason: `../../${basename(folder)}/b.sql lies outside the project folder, which alone is copied`,
  });
});

test('a symlink in the project is read and never written through', async () => {
  const elsewhere = folderWith({ 'real.sql': 'delete from public.users;' });
  const folder = folderWith({});
  symlinkSync(join(elsewhere, 'real.sql'), join(folder, second));
  symlinkSync(folder, join(folder, 'supabase', 'loop'));
  const { answer } = await rehearse({ scratch, copy, folder, era: 'v3', argv: ['migration', 'up'], ask: ids });
  expect(answer).toEqual([{ ids: [] }]);
});

test('the signal ends it, and nothing is left', async () => {
  const before = leftovers();
  const stop = new AbortController();
  const folder = folderWith({ [second]: 'select pg_sleep(60);' });
  const running = rehearse({
    scratch,
    copy,
    folder,
    era: 'v3',
    argv: ['migration', 'up'],
    more: { signal: stop.signal },
  });
  setTimeout(() => stop.abort(new Error('stopped by the test')), 2500);
  await expect(running).rejects.toThrow('stopped by the test');
  expect(leftovers()).toEqual(before);
});

test.each([
  [['migration', 'squash'], 'it builds a second database with Docker, which a scratch server cannot give it'],
  [['test', 'db'], 'it runs the tests in a container, which cannot reach a scratch server'],
])('%j is not rehearsed, and says why', async (argv, reason) => {
  const { impact } = await rehearse({ scratch, copy, folder: folderWith({}), era: 'v3', argv });
  expect(impact).toEqual({ kind: 'not-rehearsed', reason });
});

test('a role that the scratch server does not have is said', async () => {
  const { impact } = await rehearse({
    scratch,
    copy,
    folder: folderWith({}),
    era: 'v3',
    argv: ['db', 'push'],
    more: { role: 'ann' },
  });
  expect(impact).toEqual({ kind: 'not-rehearsed', reason: 'the scratch server has no role "ann"' });
});
