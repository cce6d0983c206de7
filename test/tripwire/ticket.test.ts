import { spawn } from 'node:child_process';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { installTripwire } from '../../src/tripwire/install.ts';
import { locks } from '../../src/tripwire/names.ts';
import { openTicket, type Ticket } from '../../src/tripwire/ticket.ts';
import { type Server, startServer } from './server.ts';

let server: Server;
let whole: unknown;
const clients: pg.Client[] = [];
const tickets: Ticket[] = [];
beforeAll(async () => {
  server = await startServer();
  const session = await server.session();
  await installTripwire(session, 100);
  await session.close();
  whole = await server.inventory();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await Promise.all(tickets.splice(0).map((ticket) => ticket.close()));
  expect(await server.inventory()).toEqual(whole);
  expect(await held()).toEqual([]);
});
afterAll(() => server?.cluster.stop());

const open = async (roles: readonly string[] = ['postgres'], once = true, user = 'postgres') => {
  const ticket = await openTicket({ connection: server.as(user), roles, once });
  tickets.push(ticket);
  return ticket;
};
const client = async (user = 'postgres') => {
  const one = new pg.Client({
    host: '127.0.0.1',
    port: server.cluster.port,
    user,
    password: server.cluster.password,
    database: 'postgres',
  });
  await one.connect();
  clients.push(one);
  return one;
};
/** Drops something and takes that back; 'done', or the SQLSTATE. */
const drop = async (by: pg.Client, role?: string) => {
  await by.query('begin');
  if (role) await by.query(`set local role ${role}`);
  const how = await by.query('drop table public.lines').then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
  await by.query('rollback');
  return how;
};
const held = async () =>
  server.cluster.query(
    `select classid::bigint::text as class from pg_locks where locktype = 'advisory' and classid::bigint between ${locks.id} and ${locks.claim}`,
  );
const waitFor = async (what: () => Promise<boolean>) => {
  for (let tries = 0; !(await what()); tries++) {
    if (tries > 100) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const isOpen = async () => (await held()).some((lock) => lock.class === String(locks.until));

test('without a ticket it is refused; with one the first connection may, for as long as the ticket lives', async () => {
  const [first, second] = [await client(), await client()];
  expect(await drop(first)).toBe('PH001');
  const ticket = await open();
  expect([await drop(first), await drop(second), await drop(first)]).toEqual(['done', 'PH001', 'done']);
  await ticket.close();
  expect([await drop(first), await drop(second)]).toEqual(['PH001', 'PH001']);
});

test('a claim survives the rollback of the transaction that made it', async () => {
  const [first, second] = [await client(), await client()];
  await open();
  expect(await drop(first)).toBe('done');
  expect(await drop(second)).toBe('PH001');
});

test('once claimed nobody claims it again, though the first has gone', async () => {
  await open();
  const first = await client();
  expect(await drop(first)).toBe('done');
  await waitFor(async () => !(await isOpen()));
  await clients.splice(0)[0]?.end();
  expect(await drop(await client())).toBe('PH001');
});

test('a ticket for actions of our own is for one connection after another', async () => {
  await open(['postgres'], false);
  const first = await client();
  expect(await drop(first)).toBe('done');
  expect(await drop(await client())).toBe('PH001');
  const gone = (await first.query('select pg_backend_pid() as pid')).rows[0]?.pid;
  await clients.shift()?.end();
  await waitFor(
    async () => (await server.cluster.query(`select 1 from pg_stat_activity where pid = ${gone}`)).length === 0,
  );
  expect(await drop(await client())).toBe('done');
});

test('it is for its role alone: the one that logged in, or the one it acts as', async () => {
  await open(['postgres_member'], true, 'postgres_member');
  expect(await drop(await client())).toBe('PH001');
  expect(await drop(await client('postgres_member'))).toBe('done');
  await open(['postgres_member'], true, 'postgres_member');
  expect(await drop(await client(), 'postgres_member')).toBe('done');
});

test('when its time is over it cannot be claimed, but who had claimed it goes on', async () => {
  const keeper = await client();
  const past = Math.floor(Date.now() / 1000) - 1;
  await keeper.query(
    `select pg_advisory_lock(${locks.role}, oid::int), pg_advisory_lock(${locks.until}, ${past}), pg_advisory_lock(${locks.id}, 77) from pg_roles where rolname = 'postgres'`,
  );
  const acting = await client();
  expect(await drop(acting)).toBe('PH001');
  await acting.query(`select pg_advisory_lock(${locks.claim}, 77)`);
  expect(await drop(acting)).toBe('done');
});

test('a role without rights opens nothing for people', async () => {
  const worker = await client('worker');
  await worker.query(
    `select pg_advisory_lock(${locks.role}, oid::int), pg_advisory_lock(${locks.until}, 2000000000), pg_advisory_lock(${locks.id}, 78) from pg_roles where rolname = 'postgres'`,
  );
  expect(await drop(await client())).toBe('PH001');
});

test('when the guard is killed its ticket is gone, and what it had let begin is refused from then on', async () => {
  // psql holds the locks as a guard that was killed would have: the server sees the connection end.
  const url = `postgresql://postgres@127.0.0.1:${server.cluster.port}/postgres?sslmode=disable`;
  const guard = spawn('/usr/lib/postgresql/15/bin/psql', ['-X', url], {
    env: { PGPASSWORD: server.cluster.password },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.stdin.write(
    `select pg_advisory_lock(${locks.role}, oid::int), pg_advisory_lock(${locks.until}, 2000000000), pg_advisory_lock(${locks.id}, 79) from pg_roles where rolname = 'postgres';\n`,
  );
  await waitFor(isOpen);
  const acting = await client();
  expect(await drop(acting)).toBe('done');
  guard.kill('SIGKILL');
  await waitFor(async () => !(await isOpen()));
  expect(await drop(acting)).toBe('PH001');
});

test('two guards on two databases of one server do not open for one another', async () => {
  await server.cluster.query('create database other', 'template1');
  const ticket = await openTicket({ connection: server.as('postgres', 'other'), roles: ['postgres'], once: true });
  expect(await drop(await client())).toBe('PH001');
  await ticket.close();
  await server.cluster.query('drop database other', 'template1');
});
