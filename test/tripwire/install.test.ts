import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../src/postgres/connection.ts';
import { installTripwire, leftOf, removeTripwire } from '../../src/tripwire/install.ts';
import { shortWait, untableSql } from '../../src/tripwire/install-sql.ts';
import { judge } from '../../src/tripwire/judge.ts';
import { hasTripwire, readTripwire } from '../../src/tripwire/read.ts';
import { bin15 } from '../support/cluster.ts';
import { type Server, startServer } from './server.ts';

let server: Server;
let session: Session;
let before: unknown;
beforeAll(async () => {
  server = await startServer();
  session = await server.session();
  before = await server.inventory();
});
afterAll(async () => {
  await session?.close();
  await server?.cluster.stop();
});
const state = async () => judge(await readTripwire(session));

test('there is none before', async () => {
  expect([(await state()).state, await hasTripwire(session)]).toEqual(['absent', false]);
});

test('installing twice is installing once; other rows are other functions', async () => {
  const first = await installTripwire(session, 100);
  const there = await server.inventory();
  expect(await installTripwire(session, 100)).toEqual(first);
  expect(await server.inventory()).toEqual(there);
  expect(first.guarded).toEqual([
    'auth.users',
    'public.child',
    'public.lines',
    'public.orders',
    'public.parent',
    'public.parted',
    'public.parted_1',
    'shop."Odd Name"',
  ]);
  expect(await installTripwire(session, 5)).toMatchObject({ state: 'armed', binding: { rows: 5 } });
  expect(await server.psql('postgres', 'delete from public.lines where id <= 6')).toContain('more than 5 rows');
  expect(await hasTripwire(session)).toBe(true);
});

const tampering: readonly (readonly [sql: string, problem: string])[] = [
  [
    'alter event trigger permahub_drop disable',
    'The event trigger permahub_drop is not always enabled: drops are not refused.',
  ],
  [
    'alter event trigger permahub_start enable',
    'The event trigger permahub_start is not always enabled: drops of schemas, and of all that a role owns, are not refused.',
  ],
  ['drop event trigger permahub_end', 'The event trigger permahub_end is missing: new tables get no triggers.'],
  [
    'drop event trigger permahub_rewrite; create event trigger permahub_rewrite on sql_drop execute function permahub.on_rewrite()',
    'The event trigger permahub_rewrite is not as it was installed: changes of column types are not refused.',
  ],
  [
    "create or replace function permahub.refuse(deed text) returns void language plpgsql set search_path = pg_catalog, pg_temp as 'begin end'",
    'The function permahub.refuse is not what this version installs: it was edited, or made by another one.',
  ],
  [
    'alter function permahub.on_delete() security definer',
    'The function permahub.on_delete is not what this version installs: it was edited, or made by another one.',
  ],
  [
    'revoke usage on schema permahub from public',
    'The function permahub.on_truncate may not be run by everybody: commands fail on it.',
  ],
  [
    'set session_replication_role = replica; alter event trigger permahub_end disable; alter event trigger permahub_drop disable; alter table public.orders disable trigger permahub_truncate',
    'The table public.orders lacks its triggers: TRUNCATE and large deletes are not refused there.',
  ],
  [
    'alter event trigger permahub_drop disable; drop trigger permahub_delete on shop."Odd Name"',
    'The table shop."Odd Name" lacks its triggers: TRUNCATE and large deletes are not refused there.',
  ],
];
describe('tampering', () => {
  afterEach(async () => {
    expect(await installTripwire(session, 100)).toMatchObject({ state: 'armed', problems: [] });
  });
  test.each(tampering)('is named by its part, and mended by installing again: %s', async (sql, problem) => {
    await server.cluster.query(sql);
    const found = await state();
    expect(found.state).toBe('partial');
    expect(found.problems).toContain(problem);
  });
});

test('removing leaves nothing behind', async () => {
  await removeTripwire(session);
  expect(await server.inventory()).toEqual(before);
  expect(leftOf(await readTripwire(session))).toEqual([]);
  await removeTripwire(session);
});

test("somebody else's schema of that name is left alone", async () => {
  await server.cluster.query('create schema permahub; create table permahub.mine (id int)');
  await expect(installTripwire(session, 100)).rejects.toMatchObject({ code: 'tripwire-schema-taken' });
  await expect(removeTripwire(session)).rejects.toMatchObject({ code: 'tripwire-schema-taken' });
  expect((await state()).state).toBe('absent');
  await server.cluster.query('drop schema permahub cascade');
});

test('what others put into the schema stops the removal, which says so', async () => {
  await installTripwire(session, 100);
  await server.cluster.query('create table permahub.mine (id int)');
  await expect(removeTripwire(session)).rejects.toMatchObject({ code: 'tripwire-not-allowed' });
  await server.cluster.query('drop table permahub.mine');
});

test('a restored dump of it is inert, and carries nothing of a ticket', async () => {
  await removeTripwire(session);
  await installTripwire(session, 100);
  const folder = mkdtempSync(join(tmpdir(), 'permahub-tripwire-'));
  const file = join(folder, 'all.sql');
  const other = await startServer();
  try {
    const env = { PGPASSWORD: server.cluster.password };
    execFileSync(join(bin15, 'pg_dump'), ['-f', file, server.cluster.url()], { env });
    await other.cluster.query('create database restored', 'template1');
    execFileSync(
      join(bin15, 'psql'),
      ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-f', file, other.cluster.url('restored')],
      { env, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const copy = await other.cluster.query("select obj_description('permahub'::regnamespace) as c", 'restored');
    expect(copy[0]?.c).toContain('[permahub.tripwire ');
    await other.cluster.query(
      'truncate public.lines; drop schema shop cascade; delete from public.orders; create table public.made (id int)',
      'restored',
    );
    expect(
      await other.cluster.query(
        "select count(*)::int as n from pg_trigger where tgrelid = 'public.made'::regclass",
        'restored',
      ),
    ).toEqual([{ n: 0 }]);
  } finally {
    await other.cluster.stop();
    rmSync(folder, { recursive: true });
  }
});

describe('as a role that is no superuser', () => {
  let own: Session;
  beforeAll(async () => {
    await removeTripwire(session);
    await server.cluster.query(`create role owner login password 'test-password-1'; alter database postgres owner to owner; alter schema public owner to owner;
      alter table public.orders owner to owner; alter table public.lines owner to owner; grant all on auth.users to owner; grant usage on schema auth to owner`);
    own = await server.session('owner');
  });
  afterAll(() => own?.close());

  test('what can be is installed, and the rest is said', async () => {
    const installed = await installTripwire(own, 100);
    expect(installed).toMatchObject({
      state: 'partial',
      owner: 'owner',
      eventTriggers: [],
      guarded: ['public.lines', 'public.orders'],
    });
    expect(installed.outOfReach).toContain('auth.users (supabase_admin)');
    expect(installed.refused).toEqual(
      ['start', 'drop', 'rewrite', 'end'].map(
        (name) => `Event trigger permahub_${name}: permission denied to create event trigger "permahub_${name}".`,
      ),
    );
    expect(await server.psql('owner', 'truncate public.lines')).toContain('PH001');
    expect(await server.psql('owner', 'delete from public.orders')).toContain('PH001');
    expect(await server.psql('postgres', 'truncate public.lines')).toContain('PH001');
    // What nobody can catch without event triggers.
    expect(await server.psql('owner', 'begin', 'drop table public.lines', 'rollback')).toBe('');
    await removeTripwire(own);
    expect(leftOf(await readTripwire(own))).toEqual([]);
  });

  // As supautils leaves it on Supabase: made by a role that may, and owned by one that is no superuser.
  test('where it may make event triggers everything is refused, its own drops first of all', async () => {
    await server.cluster.query('alter role owner superuser');
    await own.close();
    own = await server.session('owner');
    const { guarded } = await installTripwire(own, 100);
    const others = guarded.filter((name) => !['public.lines', 'public.orders'].includes(name));
    await server.cluster.query(
      others
        .map(untableSql)
        .join(';')
        .replaceAll(shortWait, 'set session_replication_role = replica; alter event trigger permahub_drop disable;'),
    );
    await server.cluster.query('alter event trigger permahub_drop enable always; alter role owner nosuperuser');
    await own.close();
    own = await server.session('owner');
    expect(judge(await readTripwire(own))).toMatchObject({
      owner: 'owner',
      eventTriggers: ['permahub_start', 'permahub_drop', 'permahub_rewrite', 'permahub_end'],
    });
    for (const sql of [
      'drop table public.lines',
      'alter table public.orders drop column note',
      'truncate public.lines',
      'delete from public.lines',
    ])
      expect(await server.psql('owner', sql)).toContain('PH001');
    expect(await server.psql('owner', 'create table public.fresh (id int)')).toBe('');
    expect(await server.psql('owner', 'truncate public.fresh')).toContain('PH001');
    await removeTripwire(own);
    expect(leftOf(await readTripwire(own))).toEqual([]);
  });
});
