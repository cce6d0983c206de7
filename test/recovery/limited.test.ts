import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import type { Form } from '../../src/recovery/form.ts';
import { assertJobs } from '../../src/recovery/jobs-possible.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import type { Jobs } from '../../src/recovery/types.ts';
import { writeDemoProject } from '../demo/project.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { approval, compare, connectionTo, overTwo, state, takeBackup, tools } from './fixture.ts';
import { hosted, hostedRows } from './hosted.ts';

const cli = createRequire(import.meta.url).resolve('supabase-3/dist/supabase.js');
let cluster: Cluster;
let backup: Backup & { remove: () => void };

beforeAll(async () => {
  cluster = await startCluster({ user: 'supabase_admin' });
  await cluster.query(hosted);
  await cluster.query(`set session authorization postgres; ${hostedRows}`);
  backup = await takeBackup(cluster, 'postgres');
});
afterAll(async () => {
  backup?.remove();
  await cluster?.stop();
});
const restore = (jobs: Jobs | null = null) =>
  restoreBackup({ approval, backup, connection: connectionTo(cluster, 'postgres'), tools, compare, jobs });

const ways: readonly (readonly [string, Jobs | null])[] = [
  ['in one transaction', null],
  ['over two connections', overTwo],
];
test.each(ways)('a role that owns a part restores what a reset takes away, %s', async (_, jobs) => {
  await cluster.query(`set session authorization postgres;
    drop schema app cascade; drop table public.notes cascade; drop function public.new_user cascade; drop table if exists public.none;
    truncate auth.users, auth.sessions; delete from storage.objects; create table public.extra (id int);
    insert into auth.users values (gen_random_uuid(), 'other@x.example'); select setval('auth.sessions_id_seq', 9000);
    alter default privileges in schema public revoke all on tables from anon; `);
  const result = await restore(jobs);
  expect(result).toMatchObject({ backup: 'backup_20251114_143022', tables: backup.metadata.facts.tables.length });
});

test('a role that owns a part restores what the real `supabase db reset` took away', async () => {
  const project = writeDemoProject(cluster);
  try {
    await promisify(execFile)(
      process.execPath,
      [cli, 'db', 'reset', `--remote=${cluster.url().replace('supabase_admin:', 'postgres:')}`, '--yes'],
      {
        cwd: project.folder,
        env: { PATH: process.env.PATH, HOME: project.home, SUPABASE_TELEMETRY_DISABLED: '1' },
      },
    );
  } finally {
    project.remove();
  }
  const emptied = await cluster.query(`select (select count(*)::int from auth.users) as users,
    to_regclass('public.notes') as notes, (select count(*)::int from public.products) as seeded`);
  expect(emptied).toEqual([{ users: 0, notes: null, seeded: 2 }]);
  expect(await restore()).toMatchObject({
    rows: backup.metadata.facts.tables.reduce((sum, { rows }) => sum + rows, 0),
  });
});

const form = (of: Form) =>
  restoreBackup({ approval, backup, form: of, connection: connectionTo(cluster, 'postgres'), tools, compare });
const refused = (of: Form) =>
  form(of).then(
    () => null,
    (error) => `${error.status} ${error.message}`,
  );
const one = async (sql: string) => Object.values((await cluster.query(sql))[0] ?? {})[0];

test('a role that owns a part puts rows back where it may write them', async () => {
  await cluster.query(`set session authorization postgres; delete from public.notes; delete from auth.sessions; update app.settings set value = '[]';
    create table app.since as select 1 as one`);
  expect(await form({ kind: 'tables', tables: ['auth.sessions'] })).toMatchObject({
    tables: 1,
    rows: 200,
    sequences: 1,
  });
  expect(await form({ kind: 'data' })).toMatchObject({ tables: backup.metadata.facts.tables.length, untouched: 1 });
  expect(await cluster.query('select value from app.settings')).toEqual([{ value: {} }]);
  expect(await refused({ kind: 'tables', tables: ['vault.secrets'] })).toBe(
    '69 backup_20251114_143022 was not restored: the role postgres may not put back all of it:\n  table vault.secrets may not be written',
  );
  await cluster.query('drop table app.since');
});

describe('--clean by a role that owns a part', () => {
  test('makes again what the backup holds of its own schemas, gives the others their rows back, and leaves what came since', async () => {
    await cluster.query(`set session authorization postgres;
      create table app.since as select 1 as one; create function public.since() returns int language sql as 'select 1';
      drop policy mine on public.notes; grant select on public.notes to anon; alter table public.notes add column extra int; drop table public.names;
      delete from auth.sessions; update auth.users set email = 'changed'; insert into auth.users values (gen_random_uuid(), 'new@x.example');
      alter default privileges in schema public grant all on tables to service_role; select lo_unlink(70001)`);
    const { tables, rows } = backup.metadata.facts.tables.reduce(
      (sum, each) => ({ tables: sum.tables + 1, rows: sum.rows + each.rows }),
      { tables: 0, rows: 0 },
    );
    expect(await form({ kind: 'clean' })).toMatchObject({ tables, rows, largeObjects: 1, untouched: 1 });
    expect(await one(`select array[(select one from app.since), public.since()]::text`)).toBe('{1,1}');
    expect(await one(`select count(*)::int from pg_trigger where tgname = 'on_auth_user_created'`)).toBe(1);
    expect(await one(`select has_table_privilege('anon', 'public.notes', 'select')`)).toBe(false);
    expect(await one('select count(*)::int from auth.users where email is distinct from $$changed$$')).toBe(200);
    await cluster.query('drop table app.since; drop function public.since');
    expect(await restore()).toMatchObject({ tables });
  });

  // Catches: CASCADE that takes something new along, or foreign keys that were silenced and lead nowhere now.
  const inTheWay: readonly (readonly [string, string, string])[] = [
    [
      'a new trigger on a table of another role calls a function that would be made again',
      `set session authorization postgres;
        create trigger since after insert on auth.sessions for each row execute function public.new_user()`,
      'the function public.new_user(), which would be made again, is used elsewhere (auth.sessions since)',
    ],
    [
      'a new table has a trigger that calls it',
      `set session authorization postgres; create table app.since (id uuid);
        create trigger since after insert on app.since for each row execute function public.new_user()`,
      'the function public.new_user(), which would be made again, is used elsewhere (app.since since)',
    ],
    [
      'a new table refers to a row of another role that would be gone',
      `set session authorization postgres; insert into auth.users values ('00000000-0000-0000-0000-000000000001', 'new@x.example');
        create table app.since (id uuid references auth.users); insert into app.since values ('00000000-0000-0000-0000-000000000001')`,
      '1 rows of app.since would refer to rows of auth.users that are not there (foreign key since_id_fkey)',
    ],
    [
      'a view that came since hangs on a table that would be made again',
      `set session authorization postgres; create view app.since as select body from public.notes`,
      'cannot drop table public.notes because other objects depend on it',
    ],
  ];
  test.each(inTheWay)('is rolled back, with the reason, where %s', async (_, sql, why) => {
    await cluster.query(sql);
    const before = await state(cluster);
    const said = await refused({ kind: 'clean' });
    expect(said).toMatch(/^65 backup_20251114_143022 was not restored, the server rolled it back: /);
    expect(said).toContain(why);
    expect(await state(cluster)).toEqual(before);
    await cluster.query(`drop trigger if exists since on auth.sessions; drop schema app cascade`);
    await restore();
  });
});

test('--schema-only by a role that owns a part: no rows but those it may not take away, and the structure of the backup', async () => {
  await cluster.query(
    `set session authorization postgres; create table app.since as select 1 as one; drop function public.new_user cascade`,
  );
  const unwritable = ['auth.schema_migrations', 'vault.secrets'];
  expect(await form({ kind: 'schema' })).toMatchObject({
    tables: backup.metadata.facts.tables.length - unwritable.length,
    rows: 0,
    largeObjects: 0,
    untouched: unwritable.length,
  });
  const rows =
    await cluster.query(`select (select count(*)::int from auth.users) as users, (select count(*)::int from public.notes) as notes,
    (select count(*)::int from auth.schema_migrations) as histories, (select name from vault.secrets) as secret, to_regclass('app.since') as since`);
  expect(rows).toEqual([{ users: 0, notes: 0, histories: 2, secret: 'kept', since: null }]);
  expect(await one(`select count(*)::int from pg_trigger where tgname = 'on_auth_user_created'`)).toBe(1);
  expect(await restore()).toMatchObject({ tables: backup.metadata.facts.tables.length });
});

test.each([['clean'], ['schema']] as const)(
  '%s is refused with the reason where a thing of the backup belongs to another role',
  async (kind) => {
    await cluster.query('create schema theirs; create table theirs.odd (id int)');
    const other = await takeBackup(cluster);
    await cluster.query('drop schema theirs cascade');
    const before = await state(cluster);
    const connection = connectionTo(cluster, 'postgres');
    const said = await restoreBackup({ approval, backup: other, form: { kind }, connection, tools, compare }).catch(
      (error) => error,
    );
    other.remove();
    expect([said.status, said.message]).toEqual([
      69,
      `backup_20251114_143022 was not restored: the role postgres may not put back all of it:
  schema theirs has to belong to supabase_admin
  table theirs.odd has to belong to supabase_admin
  table data theirs.odd has to belong to supabase_admin`,
    ]);
    expect(await state(cluster)).toEqual(before);
  },
);

test('what such a role cannot put back is named before anything is touched', async () => {
  await cluster.query(`revoke set on parameter session_replication_role from postgres;
    create table public.theirs (id int); select lo_from_bytea(80001, 'theirs')`);
  const before = await state(cluster);
  const error = await restore().then(
    () => null,
    (thrown) => thrown,
  );
  expect({ status: error.status, says: error.message, hint: error.hint }).toEqual({
    status: 69,
    says: `backup_20251114_143022 was not restored: the role postgres may not put back all of it:
  table public.theirs belongs to another role
  1 large objects belong to other roles
  table auth.sessions has triggers or foreign keys that may not be silenced (session_replication_role)
  table auth.users has triggers or foreign keys that may not be silenced (session_replication_role)`,
    hint: 'The database was not touched. Connect as a role that has these rights, on a local stack `supabase_admin`.',
  });
  expect(await state(cluster)).toEqual(before);
});

test('the sessions of a role that may not keep triggers quiet are not started as if it might', async () => {
  await cluster.query('revoke set on parameter session_replication_role from postgres');
  try {
    const starting = { default_transaction_read_only: 'off', synchronous_commit: 'off' };
    expect(await assertJobs(connectionTo(cluster, 'postgres'), tools)).toEqual(starting);
  } finally {
    await cluster.query('grant set on parameter session_replication_role to postgres');
  }
});
