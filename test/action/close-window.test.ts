import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { closeWindow, openWindow } from '../../src/action/close-window.ts';
import { type WindowRecord, windowKeeper } from '../../src/action/window-record.ts';
import { keepOthersOut } from '../../src/commands/keep-others-out.ts';
import type { Source } from '../../src/guard/source.ts';
import { connect, type Session } from '../../src/postgres/connection.ts';
import { secret } from '../../src/postgres/secret.ts';
import type { Target } from '../../src/target/types.ts';
import { expectGolden } from '../guard/golden.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';

let cluster: Cluster;
let session: Session;
/** Like anybody's session: a freeze does not hold for those of the guard. */
const as = async (user: string, password: string) => {
  const opened = await connect({
    host: '127.0.0.1',
    port: cluster.port,
    database: 'shop',
    user,
    password: secret(password),
    sslmode: 'disable',
  });
  await opened.query('reset default_transaction_read_only');
  return opened;
};
const settings = () =>
  cluster.query(
    "select setrole::regrole::text as role, setconfig from pg_db_role_setting where setdatabase = (select oid from pg_database where datname = 'shop') order by 1",
  );

const state = mkdtempSync(join(tmpdir(), 'permahub-test-window-'));
const keeper = windowKeeper('127.0.0.1:1/shop', 'supabase db reset', { XDG_STATE_HOME: state });

beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(
    "create role app login password 'app-password'; create role owner login bypassrls createdb password 'owner-password'; grant pg_signal_backend to owner",
  );
  await cluster.query('create database shop owner owner');
  await cluster.query(
    'create table t (n int); grant all on t to app; alter database shop set default_transaction_read_only = off',
    'shop',
  );
  session = await as('owner', 'owner-password');
});
afterAll(async () => {
  await session?.close();
  await cluster?.stop();
  rmSync(state, { recursive: true, force: true });
});
afterEach(() => expect(keeper.read()).toBeNull());

test('while the window is closed the application cannot write, the acting role can, and afterwards all is as before', async () => {
  const before = await settings();
  const app = await as('app', 'app-password');
  await app.query('insert into public.t values (1)');

  const window = await closeWindow(session, keeper, 'owner');
  expect(window.ended).toBe(0); // Sessions of our own name are never ended; the application below is a stranger.

  const again = await as('app', 'app-password');
  await expect(again.query('insert into public.t values (2)')).rejects.toThrow(/read-only transaction/);
  const acting = await as('owner', 'owner-password');
  await acting.query('create table public.by_cli (n int)');

  await window.open(session);
  expect(await settings()).toEqual(before);
  const later = await as('app', 'app-password');
  await later.query('insert into public.t values (3)');
  for (const open of [app, again, acting, later]) await open.close();
});

// Catches: on the local stack the guard reads as a superuser, and the CLI, which acts as postgres, could not write.
test('the role that acts may be another than the one that closes', async () => {
  const superuser = await as('postgres', cluster.password);
  const window = await closeWindow(superuser, keeper, 'owner');
  const acting = await as('owner', 'owner-password');
  await acting.query('create table public.by_other (n int)');
  await window.open(superuser);
  for (const open of [superuser, acting]) await open.close();
});

test('a stranger who writes is ended', async () => {
  const stranger = `${cluster.url('shop').replace('postgres:test-password-1', 'app:app-password')}`;
  const writing = execa(
    '/usr/lib/postgresql/15/bin/psql',
    [stranger, '-c', 'insert into t values (10); select pg_sleep(30)'],
    { reject: false },
  );
  for (let seen: unknown[] = []; seen.length === 0; )
    seen = await cluster.query(
      "select 1 from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid()",
    );
  const window = await closeWindow(session, keeper, 'owner');
  expect(window.ended).toBe(1);
  expect((await writing).stderr).toMatch(/terminating connection/);
  await window.open(session);
});

test('a role that does not own the database changes nothing', async () => {
  const before = await settings();
  const app = await as('app', 'app-password');
  await expect(closeWindow(app, keeper, 'app')).rejects.toThrow(/must be owner of database shop/);
  expect((await settings()).filter((row) => row.role !== 'app')).toEqual(before.filter((row) => row.role !== 'app'));
  await app.close();
});

// Catches: a window that only the process that closed it knows how to open.
test('what a dead process recorded opens its window, whoever connects, and only what nobody has changed since', async () => {
  const before = await settings();
  await closeWindow(session, keeper, 'owner');
  const record = keeper.read() as WindowRecord;
  expect(record).toMatchObject({
    command: 'supabase db reset',
    database: 'shop',
    role: 'owner',
    was: { everybody: 'off', role: '' },
  });
  const boss = await as('postgres', cluster.password);
  expect(await openWindow(boss, record)).toBe(true);
  expect(await settings()).toEqual(before);
  await boss.query('alter database shop set default_transaction_read_only = true');
  const own = await settings();
  expect(await openWindow(boss, record)).toBe(false);
  expect(await settings()).toEqual(own);
  await boss.query('alter database shop set default_transaction_read_only = off');
  await boss.close();
  keeper.remove();
});

// Catches: a second closing, after the first could not be opened, that takes the closed state for the one before.
test('closed again while its record is still there, it remembers how it was before the first time', async () => {
  const before = await settings();
  await closeWindow(session, keeper, 'owner');
  const again = await closeWindow(session, keeper, 'owner');
  await again.open(session);
  expect(await settings()).toEqual(before);
});

// Catches: an action of ours that takes the exception of the CLI's role away for good, or takes the closed state for the one before.
test('closed again by an action of our own, nobody is excepted anew, and it opens to how it was before the first time', async () => {
  const before = await settings();
  await closeWindow(session, keeper, 'owner');
  await closeWindow(session, keeper, null);
  expect(keeper.read()).toMatchObject({ role: 'owner', was: { everybody: 'off', role: '' } });
  expect(await openWindow(session, keeper.read() as WindowRecord)).toBe(true);
  expect(await settings()).toEqual(before);
  keeper.remove();
  const alone = await closeWindow(session, keeper, null);
  const owner = await as('owner', 'owner-password');
  await expect(owner.query('create table public.meanwhile (n int)')).rejects.toThrow(/read-only transaction/);
  await owner.close();
  await alone.open(session);
  expect(await settings()).toEqual(before);
});

// Catches: a restore over several connections that is said to keep others out where the role cannot.
test('a role that cannot stop the writes of others for a restore of ours is told so, and nothing is recorded', async () => {
  const before = await settings();
  const app = await as('app', 'app-password');
  const written = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const target = { key: '127.0.0.1:1/shop' } as Target;
  const open = await keepOthersOut({
    source: { session: app } as Source,
    target,
    shown: 'permahub restore --jobs 2',
    env: { XDG_STATE_HOME: state },
  });
  const said = written.mock.calls.map(([text]) => String(text)).join('');
  written.mockRestore();
  await open();
  await app.close();
  expect(await settings()).toEqual(before);
  await expectGolden(said, 'permahub-restore-jobs-not-kept-out', []);
});

// Catches: closing first and recording after, or closing without a record.
test('nothing is closed where the record cannot be written', async () => {
  const before = await settings();
  const deaf = {
    ...keeper,
    write: () => {
      throw new Error('no room');
    },
  };
  await expect(closeWindow(session, deaf, 'owner')).rejects.toThrow('no room');
  expect(await settings()).toEqual(before);
});
