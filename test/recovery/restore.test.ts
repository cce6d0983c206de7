import { execFile, spawn } from 'node:child_process';
import { appendFileSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backup, PartFile } from '../../src/backup/types.ts';
import { dumpOf } from '../../src/postgres/directory-archive.ts';
import type { Toolset } from '../../src/postgres/types.ts';
import { openArchive } from '../../src/recovery/archive.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import type { RestoreInput } from '../../src/recovery/types.ts';
import { writeDemoProject } from '../demo/project.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { approval, compare, connectionTo, resealed, state, takeBackup, tools } from './fixture.ts';
import { objects, platform } from './strange.ts';

const cli = createRequire(import.meta.url).resolve('supabase-3/dist/supabase.js');
let cluster: Cluster;
let backup: Backup & { remove: () => void };

beforeAll(async () => {
  cluster = await startCluster({ settings: ['max_prepared_transactions=2'] });
  await cluster.query(platform);
  await cluster.query(objects);
  backup = await takeBackup(cluster);
});
afterAll(async () => {
  backup?.remove();
  await cluster?.stop();
});

const restore = (more: Partial<RestoreInput> = {}) =>
  restoreBackup({ approval, backup, connection: connectionTo(cluster), tools, compare, ...more });

/** The failure a restore ends with, in the words people see, and whether anything in the database changed by it. */
async function failure(more: Partial<RestoreInput> = {}) {
  const before = await state(cluster);
  const error = await restore(more).then(
    () => null,
    (thrown) => thrown,
  );
  const unchanged = JSON.stringify(await state(cluster)) === JSON.stringify(before);
  return { status: error?.status, says: error?.message, hint: error?.hint, unchanged };
}

test('a database that lost, changed and gained things is put back exactly as it was', async () => {
  await cluster.query(`
    drop table public.people cascade; truncate auth.users cascade; drop schema "Odd Schema" cascade;
    drop event trigger watch_tables; alter type public.mood add value 'angry'; drop policy "read objects" on storage.objects;
    select setval('public.ticket', 1), lo_unlink(70001), lo_from_bytea(70003, 'new');
    create table public.extra (id int); create schema more; create table more.t as select 1 as one;
    create extension hstore schema more; create extension citext; create publication more_of_it for all tables;
    create function more.f() returns event_trigger language plpgsql as $$ begin end $$;
    create event trigger more_events on sql_drop execute function more.f();
    create cast (bytea as text) without function;
    create foreign data wrapper more_data; create trusted language more_sql handler plpgsql_call_handler;
    create access method more_heap type table handler heap_tableam_handler;
    alter default privileges grant select on tables to anon; alter default privileges grant usage on schemas to anon;
    alter default privileges for role supabase_admin revoke usage on types from public;
    revoke all on schema public from anon, authenticated, service_role; grant create on schema public to anon;
    alter schema public owner to supabase_admin; comment on schema public is null`);
  const steps = new Set<string>();
  const result = await restore({ onProgress: ({ step }) => steps.add(step) });
  expect(result).toEqual({
    backup: 'backup_20251114_143022',
    tables: backup.metadata.facts.tables.length,
    rows: backup.metadata.facts.tables.reduce((sum, { rows }) => sum + rows, 0),
    sequences: 3,
    largeObjects: 2,
    rolesCreated: [],
    sessionsEnded: 0,
    untouched: null,
    seconds: expect.any(Number),
  });
  expect([...steps]).toEqual(['checking the backup', 'emptying', 'refilling', 'comparing']);
  const leftovers = await cluster.query(`
    select 'cast' from pg_cast where oid >= 16384 and castfunc = 0 and castsource = 'bytea'::regtype
    union all select 'language' from pg_language where lanname = 'more_sql'
    union all select 'access method' from pg_am where amname = 'more_heap'`);
  expect(leftovers).toEqual([]);
  expect(
    await cluster.query(`select has_table_privilege('anon', 'public.people', 'SELECT') as whole,
    has_column_privilege('anon', 'public.people', 'email', 'SELECT') as email`),
  ).toEqual([{ whole: false, email: true }]);
});

test('what the real `supabase db reset` took away comes back', async () => {
  const project = writeDemoProject(cluster);
  try {
    await promisify(execFile)(process.execPath, [cli, 'db', 'reset', `--remote=${cluster.url()}`, '--yes'], {
      cwd: project.folder,
      env: { PATH: process.env.PATH, HOME: project.home, SUPABASE_TELEMETRY_DISABLED: '1' },
    });
  } finally {
    project.remove();
  }
  const emptied = await cluster.query(`select (select count(*)::int from auth.users) as users,
    to_regclass('public.people') as people, (select count(*)::int from public.products) as seeded`);
  expect(emptied).toEqual([{ users: 0, people: null, seeded: 2 }]);
  const result = await restore();
  expect(result.rows).toBeGreaterThan(1000);
  expect(await cluster.query(`select to_regclass('public.products') as products`)).toEqual([{ products: null }]);
});

test('a role the cluster lost is made again, without its password', async () => {
  await cluster.query(`drop owned by dashboard_user; drop role dashboard_user`);
  const result = await restore();
  expect(result.rolesCreated).toEqual(['dashboard_user']);
  expect(
    await cluster.query(`select rolcreatedb, rolcanlogin, rolpassword from pg_authid where rolname = 'dashboard_user'`),
  ).toEqual([{ rolcreatedb: true, rolcanlogin: false, rolpassword: null }]);
});

test('other sessions and their locks are ended, the session to keep lives on', async () => {
  const [busy, kept] = [new pg.Client(cluster.url()), new pg.Client(cluster.url())];
  busy.on('error', () => undefined);
  await Promise.all([busy.connect(), kept.connect()]);
  try {
    await busy.query('begin; lock table public.people in access exclusive mode');
    const { rows } = await kept.query('select pg_backend_pid() as pid, pg_advisory_lock(7)');
    const result = await restore({ keepSessions: [rows[0].pid] });
    expect(result.sessionsEnded).toBe(1);
    expect((await kept.query('select 1 as alive')).rows).toEqual([{ alive: 1 }]);
    await expect(busy.query('select 1')).rejects.toThrow();
  } finally {
    await Promise.allSettled([busy.end(), kept.end()]);
  }
});

test('a database that takes no new writes is restored all the same', async () => {
  await cluster.query('alter database postgres set default_transaction_read_only = on');
  try {
    await restore();
  } finally {
    await cluster.query('begin read write; alter database postgres reset default_transaction_read_only; commit');
  }
});

test('a restore that would lose a row is rolled back', async () => {
  const facts = backup.metadata.facts;
  const tables = facts.tables.map((table) => (table.name === 'auth.users' ? { ...table, rows: 301 } : table));
  const wrong = { ...backup, metadata: { ...backup.metadata, facts: { ...facts, tables } } };
  await cluster.query('insert into app.cache values (clock_timestamp()::text)');
  expect(await failure({ backup: wrong })).toEqual({
    status: 65,
    says: 'backup_20251114_143022 was not restored, the server rolled it back: auth.users would hold 300 rows instead of 301.',
    hint: 'The database is as it was before. Remove the cause and start the restore again.',
    unchanged: true,
  });
});

const rolledBack = (problem: string) => ({
  status: 65,
  says: `backup_20251114_143022 was not restored, the server rolled it back: ${problem}.`,
  hint: 'The database is as it was before. Remove the cause and start the restore again.',
  unchanged: true,
});

/** The real programs, with one of them replaced by a shell line that may call it. */
const swapped = (program: string, line: string): Toolset => ({
  ...tools,
  start: (name, args, connection, options) =>
    name === program && !args.includes('-l')
      ? spawn('/bin/sh', ['-c', line, 'sh', ...args], {
          env: {
            ...process.env,
            PATH: `/usr/lib/postgresql/15/bin:${process.env.PATH}`,
            PGPASSWORD: cluster.password,
            PGHOST: connection.host,
            PGPORT: String(connection.port),
            PGUSER: connection.user,
            PGDATABASE: connection.database,
          },
          stdio: [options.stdin, 'pipe', 'pipe'],
          detached: true,
        })
      : tools.start(name, args, connection, options),
});

const broken: readonly (readonly [string, Toolset, string])[] = [
  [
    'pg_restore stops in the middle and says it went well',
    swapped('pg_restore', 'pg_restore "$@" | head -c 60000'),
    'pg_restore did not write to the end',
  ],
  [
    'pg_restore stops inside rows and says it went well',
    swapped('pg_restore', `pg_restore "$@" | sed '/^COPY auth.users/,$ { /^COPY/n; 40,$d }'`),
    'pg_restore did not write to the end',
  ],
  [
    'pg_restore is killed',
    swapped('pg_restore', 'pg_restore "$@" | head -c 60000; kill -9 $$'),
    'pg_restore ended with status null',
  ],
  [
    'pg_restore fails',
    swapped(
      'pg_restore',
      'pg_restore "$@"; echo "pg_restore: error: could not read from input file: end of file" >&2; exit 1',
    ),
    'could not read from input file: end of file',
  ],
  ['psql is killed', swapped('psql', 'head -c 40000 | psql "$@"; kill -9 $$'), 'psql ended with status null'],
  [
    'the dump itself ends the transaction before its rows',
    swapped('pg_restore', `pg_restore "$@" | sed 's/^CREATE SCHEMA app;/SELECT 1\\/0;/'`),
    'division by zero',
  ],
];

test.each(broken)('nothing changes when %s', async (_, broken, problem) => {
  await cluster.query(`delete from auth.users where email like 'user1%'`);
  const seen = await failure({ tools: broken });
  expect(seen).toEqual(rolledBack(problem));
});

test('a text that commits by itself is never called rolled back', async () => {
  const committing = swapped(
    'pg_restore',
    `pg_restore "$@" | sed 's/^CREATE EVENT TRIGGER/COMMIT; CREATE EVENT TRIGGER/'`,
  );
  expect(await failure({ tools: committing })).toMatchObject({
    status: 65,
    says: 'Whether backup_20251114_143022 was restored is not known: the backup ended the transaction it was restored in.',
    hint: 'Start the restore again once the server answers, and look at what it says then.',
  });
  await restore();
});

const unheard: readonly (readonly [string, string])[] = [
  ['its word got lost', 'psql "$@" | grep permahub-transaction; exit 2'],
  ['it was killed afterwards', 'psql "$@" >/dev/null; kill -9 $$'],
];

test.each(unheard)('what psql committed counts as restored once measured, though %s', async (_, line) => {
  expect((await restore({ tools: swapped('psql', line) })).tables).toBe(15);
});

test('a server without room for so many locks says what to raise', async () => {
  const small = await startCluster({
    settings: ['max_connections=5', 'max_wal_senders=0', 'max_locks_per_transaction=10'],
  });
  try {
    await small.query(
      `do $$ begin for i in 1..200 loop execute format('create type public.t%s as enum ()', i); commit; end loop; end $$`,
    );
    const connection = connectionTo(small);
    const error = await restore({ connection }).then(
      () => null,
      (thrown) => thrown,
    );
    expect({ status: error.status, says: error.message, hint: error.hint }).toEqual({
      status: 69,
      says: 'backup_20251114_143022 was not restored, the server rolled it back: one transaction over all its objects needs more locks than max_locks_per_transaction leaves room for.',
      hint: 'The database is as it was before. Raise max_locks_per_transaction (1024 is enough for most), restart the server and start the restore again.',
    });
    expect(await small.query(`select count(*)::int as types from pg_type where typname ~ '^t[0-9]+$'`)).toEqual([
      { types: 200 },
    ]);
  } finally {
    await small.stop();
  }
});

test('a prepared transaction blocks a restore, by name', async () => {
  await cluster.query(`begin; insert into app.cache values ('two', 'phases'); prepare transaction 'stuck'`);
  expect(await failure()).toEqual({
    status: 77,
    says: 'backup_20251114_143022 was not restored: the database holds what a restore cannot take away in one step: the prepared transaction stuck.',
    hint: 'The database was not touched. Finish or drop what is named and start the restore again.',
    unchanged: true,
  });
  await cluster.query(`rollback prepared 'stuck'`);
});

test('a restored database that is not equal is never called restored', async () => {
  const seen = await failure({
    compare: () => ['table public.people: 299 rows instead of 300', 'function public.f is missing'],
  });
  expect(seen).toMatchObject({
    status: 65,
    says: 'backup_20251114_143022 was restored, but the database is not equal to it:\ntable public.people: 299 rows instead of 300\nfunction public.f is missing',
    hint: 'Look at each difference. The state before the restore is in the backup taken just before it: `permahub undo` puts it back.',
  });
});

const damage: readonly (readonly [string, (file: string) => void, string])[] = [
  ['missing', (file) => rmSync(file), 'it is missing'],
  ['longer', (file) => appendFileSync(file, 'x'), 'it has {more} bytes instead of {bytes}'],
  [
    'changed',
    (file) => writeFileSync(file, readFileSync(file).fill(7, 100, 101)),
    'its content is not what was published',
  ],
  [
    'a link',
    (file) => {
      renameSync(file, `${file}.real`);
      symlinkSync(`${file}.real`, file);
    },
    'it cannot be opened (ELOOP)',
  ],
];

test.each(damage)('a backup with a file that is %s is refused before anything is touched', async (_, harm, problem) => {
  const copy = resealed(backup);
  try {
    harm(join(copy.directory, 'custom.dump'));
    const { bytes } = dumpOf(copy.metadata.parts);
    const words = problem.replace('{more}', String(bytes + 1)).replace('{bytes}', String(bytes));
    expect(await failure({ backup: copy })).toEqual({
      status: 65,
      says: `backup_20251114_143022 was not restored: custom.dump is not the file that was published: ${words}.`,
      hint: 'The database was not touched. Choose another backup from `permahub backups`.',
      unchanged: true,
    });
  } finally {
    copy.remove();
  }
});

// Catches: a large file that is read twice for nothing, and one that is trusted after somebody wrote to it.
test('a dump that was opened before is not read through again, unless somebody wrote to it since', async () => {
  const copy = resealed(backup);
  const { metadata } = copy;
  const { custom } = metadata.parts as { custom: PartFile };
  const other = {
    ...copy,
    metadata: { ...metadata, parts: { ...metadata.parts, custom: { ...custom, sha256: '0' } } },
  };
  try {
    const equal = await restore({ backup: other as Backup, archive: await openArchive(copy) });
    expect(equal.tables).toBe(metadata.facts.tables.length);
    const archive = await openArchive(copy);
    damage[2]?.[1](join(copy.directory, 'custom.dump'));
    expect(await failure({ backup: copy, archive })).toMatchObject({
      status: 65,
      says: expect.stringContaining('custom.dump is not the file that was published'),
      unchanged: true,
    });
  } finally {
    copy.remove();
  }
});
