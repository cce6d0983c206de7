import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures.ts';
import { connect } from '../../src/postgres/connection.ts';
import { readIdentity } from '../../src/postgres/identity.ts';
import { storedPassword } from '../../src/postgres/password-file.ts';
import { assertReadsAll } from '../../src/postgres/reads-all.ts';
import { secret } from '../../src/postgres/secret.ts';
import type { Connection } from '../../src/postgres/types.ts';
import { type Cluster, freePort, startCluster } from '../support/cluster.ts';
import { versions } from './versions.ts';

const failed = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.fail('it did not fail'),
    (error) => {
      expect(error).toBeInstanceOf(Failure);
      return error as Failure;
    },
  );
const told = (failure: Failure) => [failure.status, failure.message, failure.hint];

describe.each(versions)('connecting to PostgreSQL $major', ({ major, bin }) => {
  let cluster: Cluster;
  let to: Connection;
  let at: string;

  beforeAll(async () => {
    cluster = await startCluster({ bin: await bin() });
    at = `127.0.0.1:${cluster.port}`;
    const { host, port, user } = cluster;
    to = { host, port, user, database: 'postgres', password: secret(cluster.password), sslmode: 'disable' };
  });
  afterAll(() => cluster.stop());

  test('values arrive whole', async () => {
    const session = await connect(to);
    const rows = await session.query(
      `select 9223372036854775807::int8 as big, 12345678901234567890.123456789::numeric as exact,
              '2025-11-14 14:30:22.123456+00'::timestamptz as at, $1::int as given, current_setting('application_name') as name`,
      [7],
    );
    expect(rows).toEqual([
      {
        big: '9223372036854775807',
        exact: '12345678901234567890.123456789',
        at: '2025-11-14 14:30:22.123456+00',
        given: 7,
        name: 'permahub',
      },
    ]);
    await session.close();
    await session.close();
    expect(await session.ended).toBe(null);
  });

  test('a session has no timeout, hides no row and finds nothing without its schema', async () => {
    const session = await connect(to, { env: { ...process.env, PGOPTIONS: '-c statement_timeout=5' } });
    const rows = await session.query(
      `select name, setting from pg_settings where name in ('statement_timeout', 'row_security', 'search_path') order by 1`,
    );
    expect(rows).toEqual([
      { name: 'row_security', setting: 'off' },
      { name: 'search_path', setting: '' },
      { name: 'statement_timeout', setting: '0' },
    ]);
    await session.close();
  });

  test('a wrong password is refused without being shown', async () => {
    const failure = await failed(connect({ ...to, password: secret('hunter2-secret') }));
    expect(told(failure)).toEqual([
      69,
      `PostgreSQL at ${at}/postgres refused the login of "postgres": password authentication failed for user "postgres".`,
      'Check the user and the password (SUPABASE_DB_PASSWORD, PGPASSWORD, ~/.pgpass or the URL).',
    ]);
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });

  test('no password at all says so', async () => {
    const failure = await failed(connect({ ...to, password: null }, { env: { HOME: '/nonexistent' } }));
    expect(failure.message).toBe(`PostgreSQL at ${at}/postgres refused the login of "postgres": no password is known.`);
  });

  test('PGPASSWORD and a password file are used when no password is given', async () => {
    for (const env of [{ PGPASSWORD: cluster.password }, { PGPASSFILE: join(cluster.directory, 'pgpass') }]) {
      writeFileSync(join(cluster.directory, 'pgpass'), `*:${cluster.port}:*:postgres:${cluster.password}\n`);
      const session = await connect({ ...to, password: null }, { env });
      await session.close();
    }
  });

  test('a missing database, a closed port and an unknown host are told apart', async () => {
    expect(told(await failed(connect({ ...to, database: 'nope' })))).toEqual([
      69,
      `PostgreSQL at ${at}/nope has no database "nope".`,
      'Check the database name of the target.',
    ]);
    const port = await freePort();
    expect(told(await failed(connect({ ...to, port })))).toEqual([
      69,
      `PostgreSQL at 127.0.0.1:${port}/postgres cannot be reached: nothing listens there.`,
      'Make sure that the server runs and can be reached; the local stack starts with `supabase start`.',
    ]);
    expect((await failed(connect({ ...to, host: 'nowhere.invalid' }))).message).toMatch(
      /^PostgreSQL at nowhere\.invalid:\d+\/postgres cannot be reached: the host name (is not known|cannot be looked up now)\.$/,
    );
  });

  test('a server that never answers is given up after the time allowed', async () => {
    const silent = createServer(() => undefined);
    const port = await new Promise<number>((resolve) =>
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port)),
    );
    const failure = await failed(connect({ ...to, port }, { timeout: 200 }));
    expect(failure.message).toBe(`PostgreSQL at 127.0.0.1:${port}/postgres cannot be reached: no answer in time.`);
    silent.close();
  });

  test('a session that the server ends fails its query and tells who waits', async () => {
    const session = await connect(to);
    const [row] = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
    const waiting = failed(session.query('select pg_sleep(30)'));
    await cluster.query(`select pg_terminate_backend(${row?.pid})`);
    expect(told(await waiting)).toEqual([
      69,
      `The connection to PostgreSQL at ${at}/postgres was lost: terminating connection due to administrator command.`,
      'Make sure that the server runs and can be reached, then start again.',
    ]);
    expect(await session.ended).toMatchObject({ code: 'server-gone' });
    expect((await failed(session.query('select 1'))).code).toBe('server-gone');
    await session.close();
  });

  test('a refused query names its reason and keeps the session', async () => {
    const session = await connect(to);
    const failure = await failed(session.query('select * from nothing'));
    expect(told(failure)).toEqual([
      69,
      `PostgreSQL at ${at}/postgres refused a query (42P01): relation "nothing" does not exist.`,
      'Put the cause right and start again.',
    ]);
    expect(await session.query('select 1 as one')).toEqual([{ one: 1 }]);
    await session.close();
  });

  test('queries asked for at once are answered one after another', async () => {
    const session = await connect(to);
    const answers = [1, 2, 3].map((n) => session.query<{ n: number }>('select $1::int as n', [n]));
    expect((await Promise.all(answers)).flat()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    await session.close();
  });

  test('sslmode means what it means to libpq', async () => {
    const mode = (sslmode: string | null) => connect({ ...to, sslmode });
    const usesTls = async (sslmode: string | null) => {
      const session = await mode(sslmode);
      const [row] = await session.query<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
      await session.close();
      return row?.ssl;
    };
    expect([await usesTls(null), await usesTls('prefer'), await usesTls('allow')]).toEqual([false, false, false]);
    expect((await failed(mode('require'))).message).toBe(
      `PostgreSQL at ${at}/postgres cannot be reached: The server does not support SSL connections.`,
    );
    const key = join(cluster.directory, 'data/server.key');
    const crt = join(cluster.directory, 'data/server.crt');
    const subject = ['-subj', '/CN=db.test', '-addext', 'subjectAltName=DNS:db.test'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', crt, ...subject],
      { stdio: 'ignore' },
    );
    const owner = statSync(join(cluster.directory, 'data'));
    for (const file of [key, crt]) chownSync(file, owner.uid, owner.gid);
    await cluster.query('alter system set ssl = on');
    await cluster.query('select pg_reload_conf()');
    const on = async (sslmode: string | null) => (await usesTls(sslmode)) === true;
    await expect.poll(() => on(null), { timeout: 5000 }).toBe(true);
    expect([await on('require'), await on('prefer'), await on('allow'), await on('disable')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const verify = (sslmode: string) => connect({ ...to, sslmode }, { env: { PGSSLROOTCERT: crt } });
    await (await verify('verify-ca')).close();
    expect((await failed(verify('verify-full'))).message).toContain('IP: 127.0.0.1 is not in the cert');
    expect((await failed(mode('verify-ca'))).message).toContain('self-signed certificate');
    expect(told(await failed(mode('sometimes')))).toEqual([
      64,
      '"sometimes" is no sslmode.',
      'Use disable, allow, prefer, require, verify-ca or verify-full.',
    ]);
    await cluster.query('alter system reset ssl');
    await cluster.query('select pg_reload_conf()');
  });

  test('identity is read by any role, and differs between databases', async () => {
    await cluster.query(`create role plain login password 'p'`);
    await cluster.query('create database other');
    const session = await connect({ ...to, user: 'plain', password: secret('p') });
    const identity = await readIdentity(session, to);
    const [own] = await cluster.query(
      `select (select system_identifier::text from pg_control_system()) as s, (select oid::int from pg_database where datname = 'postgres') as d`,
    );
    expect(identity).toEqual({
      systemIdentifier: own?.s,
      databaseOid: own?.d,
      host: '127.0.0.1',
      port: cluster.port,
      database: 'postgres',
      serverVersion: expect.any(Number),
    });
    expect(Math.floor(identity.serverVersion / 10_000)).toBe(major);
    await session.close();
    const there = await connect({ ...to, database: 'other' });
    expect((await readIdentity(there, to)).databaseOid).not.toBe(identity.databaseOid);
    await there.close();
  });

  test('a role that would miss rows or tables is refused by name', async () => {
    await cluster.query(`create table private_notes (t text); create role filtered login password 'p';
      create role bypass login password 'p' bypassrls; create sequence public.numbers`);
    await cluster.query('select lo_create(4242)');
    const check = async (user: string) => {
      const session = await connect({ ...to, user, password: user === to.user ? to.password : secret('p') });
      try {
        await assertReadsAll(session);
      } finally {
        await session.close();
      }
    };
    await check(to.user);
    expect(told(await failed(check('filtered')))).toEqual([
      69,
      'The role "filtered" is one that row level security would filter: a backup made by it could lack rows.',
      'Connect as a superuser or as a role with BYPASSRLS, such as "postgres" of a Supabase project.',
    ]);
    expect(told(await failed(check('bypass')))).toEqual([
      69,
      'The role "bypass" cannot read large object 4242, public.numbers, public.private_notes: a backup made by it would not be complete.',
      'Grant it the missing rights (`GRANT pg_read_all_data TO "bypass"`) or connect as another role.',
    ]);
    await cluster.query('grant pg_read_all_data to bypass; grant select on large object 4242 to bypass');
    await check('bypass');
  });
});

test('a password file is read as libpq reads it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'permahub-pgpass-'));
  const file = join(folder, 'pgpass');
  writeFileSync(file, '# mine\nh:1:d:u:first\n*:*:od\\:d:u:with\\:colon\\\\x\nlocalhost:5432:*:*:socket\n');
  const of = (host: string, port: number, database: string) =>
    storedPassword({ host, port, database, user: 'u', password: null, sslmode: null }, { PGPASSFILE: file })?.reveal();
  expect(of('h', 1, 'd')).toBe('first');
  expect(of('x', 9, 'od:d')).toBe('with:colon\\x');
  expect(of('/run/postgresql', 5432, 'any')).toBe('socket');
  expect(of('x', 9, 'd')).toBe(undefined);
  rmSync(folder, { recursive: true });
});

test('a secret cannot be printed', () => {
  const hidden = secret('hunter2');
  expect(
    [`${hidden}`, JSON.stringify(hidden), inspect(hidden), inspect({ hidden }, { showHidden: true })].join(),
  ).not.toContain('hunter2');
  expect(hidden.reveal()).toBe('hunter2');
});
