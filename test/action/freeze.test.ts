import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { endSessions } from '../../src/action/end-sessions.ts';
import { freeze, thaw } from '../../src/action/freeze.ts';
import { type FreezeRecord, freezeFile } from '../../src/action/freeze-record.ts';
import { probeWrite } from '../../src/action/probe-write.ts';
import { connect, type Session } from '../../src/postgres/connection.ts';
import { lockPath } from '../../src/postgres/machine-lock.ts';
import { secret } from '../../src/postgres/secret.ts';
import type { Connection } from '../../src/postgres/types.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';

let cluster: Cluster;
let session: Session;
const place = (user: string, password: string): Connection => ({
  ...{ host: '127.0.0.1', port: cluster.port, database: 'shop', user },
  ...{ password: secret(password), sslmode: 'disable' },
});
/** Somebody else than the guard: an application with its own driver. */
const app = async (user = 'app') => {
  const client = new pg.Client({ ...place(user, ''), password: 'a-password', application_name: 'shop' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};
const writes = async (user = 'app') => {
  const client = await app(user);
  return client
    .query('insert into public.t values (1)')
    .then(() => true)
    .catch((error: { code: string }) => error.code)
    .finally(() => client.end());
};
const settings = () =>
  cluster.query(
    'select setdatabase::text as database, setrole::regrole::text as role, setconfig from pg_db_role_setting order by 1, 2',
  );

const state = mkdtempSync(join(tmpdir(), 'permahub-test-freeze-'));
const env = { XDG_STATE_HOME: state };
const key = '127.0.0.1:1/shop';
const file = freezeFile(key, env);

beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(
    `create role app login password 'a-password';
     create role batch login password 'a-password';
     create role loud login password 'a-password';
     create role owner login bypassrls createdb password 'a-password';
     grant pg_signal_backend to owner`,
  );
  await cluster.query('create database shop owner owner');
  await cluster.query('create table t (n int); grant all on t to app, batch, loud', 'shop');
  session = await connect(place('postgres', cluster.password));
});
afterAll(async () => {
  await session?.close();
  await cluster?.stop();
  rmSync(state, { recursive: true, force: true });
});
afterEach(() => file.remove());

// Catches: a freeze that a role with a setting of its own, in this database or everywhere, writes through.
test('nobody writes while it is frozen, whatever their role is set to, and a thaw leaves every setting as it was', async () => {
  await cluster.query(
    `alter database shop set default_transaction_read_only = off;
     alter role batch in database shop set default_transaction_read_only = 'false';
     alter role loud set default_transaction_read_only = off`,
  );
  const before = await settings();
  expect([await writes(), await writes('batch'), await writes('loud')]).toEqual([true, true, true]);
  const record = await freeze(session, file, 'Ann <ann@example.com>');
  expect([await writes(), await writes('batch'), await writes('loud')]).toEqual(['25006', '25006', '25006']);
  expect(file.read()).toEqual(record);
  expect(record).toMatchObject({ by: 'Ann <ann@example.com>', database: 'shop' });
  expect(record.changed).toEqual([
    { role: null, was: 'off' },
    { role: 'batch', was: 'false' },
    { role: 'loud', was: '' },
  ]);
  expect(await thaw(session, record)).toEqual([]);
  expect(await settings()).toEqual(before);
  expect([await writes(), await writes('batch'), await writes('loud')]).toEqual([true, true, true]);
  await cluster.query(
    `alter database shop reset default_transaction_read_only;
     alter role batch in database shop reset default_transaction_read_only; alter role loud reset default_transaction_read_only`,
  );
});

test('frozen twice, it remembers how it was before the first time', async () => {
  const before = await settings();
  const first = await freeze(session, file, 'Ann');
  expect(await freeze(session, file, 'Bob')).toEqual(first);
  await thaw(session, file.read() as FreezeRecord);
  expect(await settings()).toEqual(before);
});

test('what somebody set since is left to them, and named', async () => {
  const record = await freeze(session, file, 'Ann');
  await cluster.query('alter database shop set default_transaction_read_only = true');
  const theirs = await settings();
  expect(await thaw(session, record)).toEqual(['everybody']);
  expect(await settings()).toEqual(theirs);
  await cluster.query('alter database shop reset default_transaction_read_only');
});

test('a role that does not own the database is told so, and nothing is changed or recorded', async () => {
  const before = await settings();
  const stranger = await connect(place('app', 'a-password'));
  await expect(freeze(stranger, file, 'Ann')).rejects.toMatchObject({
    ...{ code: 'freeze-not-allowed', status: 69 },
    message: expect.stringContaining('must be owner of database shop'),
  });
  await stranger.close();
  expect([await settings(), file.read()]).toEqual([before, null]);
});

// Catches: freezing everybody and then failing at a role, which leaves half a freeze.
test('an owner that may not change the setting of a role changes nothing at all', async () => {
  await cluster.query('alter role loud set default_transaction_read_only = off');
  const before = await settings();
  const owner = await connect(place('owner', 'a-password'));
  await expect(freeze(owner, file, 'Ann')).rejects.toMatchObject({ code: 'freeze-not-allowed' });
  await owner.close();
  expect([await settings(), file.read()]).toEqual([before, null]);
  await cluster.query('alter role loud reset default_transaction_read_only');
});

test('nothing is frozen where the record cannot be written', async () => {
  const before = await settings();
  const deaf = {
    ...file,
    write: () => {
      throw new Error('no room');
    },
  };
  await expect(freeze(session, deaf, 'Ann')).rejects.toThrow('no room');
  expect(await settings()).toEqual(before);
});

test('a record that was cut off counts as none', () => {
  writeFileSync(lockPath(key, env, 'frozen'), '{"since":"2025-11-14T14:30:22Z","datab');
  expect(file.read()).toBe(null);
});

test('sessions of others are ended and what they had begun is rolled back; a superuser’s is named where it may not be ended', async () => {
  const [writer, boss] = [await app(), new pg.Client({ ...place('postgres', ''), password: cluster.password })];
  boss.on('error', () => undefined);
  await boss.connect();
  await writer.query('begin');
  await writer.query('insert into public.t values (99)');
  const owner = await connect(place('owner', 'a-password'));
  const { ended, left } = await endSessions(owner);
  expect(ended).toBe(1);
  expect(left).toEqual([expect.stringMatching(/^postgres \(process \d+\)$/)]);
  await expect(writer.query('commit')).rejects.toThrow();
  expect(await cluster.query('select count(*)::int as n from t where n = 99', 'shop')).toEqual([{ n: 0 }]);
  expect(await endSessions(session)).toEqual({ ended: 1, left: [] });
  await owner.close();
});

test('the probe says what a new session may do, and leaves nothing', async () => {
  const connection = place('owner', 'a-password');
  expect(await probeWrite(connection, {})).toBe('not refused');
  const record = await freeze(session, file, 'Ann');
  expect(await probeWrite(connection, {})).toBe('refused');
  await thaw(session, record);
  await cluster.query('revoke temporary on database shop from public');
  expect(await probeWrite(place('app', 'a-password'), {})).toBe('not refused');
  expect(
    await cluster.query("select count(*)::int as n from pg_class where relname = 'permahub_probe'", 'shop'),
  ).toEqual([{ n: 0 }]);
});
