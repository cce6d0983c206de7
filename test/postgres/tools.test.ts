import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBin } from '../../src/postgres/bins.ts';
import { finish } from '../../src/postgres/finish.ts';
import { scrub } from '../../src/postgres/scrub.ts';
import { secret } from '../../src/postgres/secret.ts';
import { findNativeTools, programEnv } from '../../src/postgres/tools.ts';
import type { Connection, Toolset } from '../../src/postgres/types.ts';
import { bin15, type Cluster, startCluster } from '../support/cluster.ts';
import { bin17 } from '../support/postgres17.ts';
import { runSource, waitFor } from './processes.ts';
import { versions } from './versions.ts';

const install = (major: number) =>
  `Install the programs of PostgreSQL ${major} (Debian, Ubuntu: \`apt-get install postgresql-${major}\`; macOS: \`brew install postgresql@${major}\`) or name their folder in the settings as "postgres": {"bin": "…"}.`;
const isRunning = (pid: number) => spawnSync('kill', ['-0', String(pid)]).status === 0;
const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it did not fail'),
    (error) => error,
  );
const told = (e: { status: number; message: string; hint: string }) => [e.status, e.message, e.hint];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-tools-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('finding native programs', () => {
  test('the same major is taken, else the smallest above, never one below', () => {
    const bins = [18, 17, 16, 15].map((major) => ({ major, folder: `/${major}`, version: `${major}.1` }));
    const fewer = bins.filter((bin) => bin.major !== 16);
    expect([chooseBin(bins, 16)?.major, chooseBin(fewer, 16)?.major, chooseBin(bins, 19)]).toEqual([16, 17, null]);
  });

  test('the folder of the settings is the only one searched', async () => {
    const tools = await findNativeTools({ bin: await bin17(), env: process.env, atLeast: 15 });
    expect([tools.kind, tools.major]).toEqual(['native', 17]);
    expect(tools.words).toMatch(/^PostgreSQL 17\.\d+ in .*\/postgresql\/17\/bin$/);
    expect(told(await failed(findNativeTools({ bin: folder, env: process.env, atLeast: 15 })))).toEqual([
      69,
      `No PostgreSQL programs (pg_dump, pg_dumpall, pg_restore, psql) were found for a server of version 15. Tried: ${folder}.`,
      install(15),
    ]);
  });

  test('the usual places are searched without PATH, and PATH as well', async () => {
    expect((await findNativeTools({ bin: null, env: {}, atLeast: 15 })).words).toMatch(
      /in \/usr\/lib\/postgresql\/15\/bin$/,
    );
    const env = { PATH: await bin17() };
    expect((await findNativeTools({ bin: null, env, atLeast: 16 })).major).toBe(17);
    expect((await findNativeTools({ bin: null, env, atLeast: 15 })).major).toBe(15);
  });

  test('programs older than the server are refused before they refuse themselves', async () => {
    expect(told(await failed(findNativeTools({ bin: bin15, env: {}, atLeast: 17 })))).toEqual([
      69,
      'pg_dump 15 is older than the server 17, and refuses to dump it.',
      install(17),
    ]);
  });

  test("Debian's wrapper and programs that cannot run do not count", async () => {
    const bin = join(folder, 'odd');
    mkdirSync(join(folder, 'odd'));
    for (const name of ['pg_dump', 'pg_dumpall', 'pg_restore', 'psql']) {
      writeFileSync(join(bin, name), '#!/bin/sh\nexit 3\n');
      chmodSync(join(bin, name), 0o755);
    }
    expect((await failed(findNativeTools({ bin, env: {}, atLeast: 15 }))).code).toBe('tools-missing');
    writeFileSync(join(folder, 'pg_wrapper'), '#!/bin/sh\necho "psql (PostgreSQL) 99.1"\n');
    chmodSync(join(folder, 'pg_wrapper'), 0o755);
    rmSync(join(bin, 'pg_dump'));
    symlinkSync(join(folder, 'pg_wrapper'), join(bin, 'pg_dump'));
    expect((await failed(findNativeTools({ bin, env: {}, atLeast: 15 }))).code).toBe('tools-missing');
  });
});

test('a program gets this connection and nothing else of PG*, and a password only by environment', () => {
  const to: Connection = { host: 'h', port: 5, database: 'd', user: 'u', password: secret('pw'), sslmode: 'require' };
  const env = {
    HOME: '/h',
    PGHOSTADDR: '1.2.3.4',
    PGOPTIONS: '-c x=y',
    PGSERVICE: 's',
    PGSSLROOTCERT: '/ca',
    PGPASSWORD: 'old',
  };
  expect(programEnv(env, to)).toEqual({
    HOME: '/h',
    LC_ALL: 'C',
    PGSSLROOTCERT: '/ca',
    PGHOST: 'h',
    PGPORT: '5',
    PGUSER: 'u',
    PGDATABASE: 'd',
    PGPASSWORD: 'pw',
    PGSSLMODE: 'require',
    PGCONNECT_TIMEOUT: '10',
    PGAPPNAME: 'permahub',
  });
  expect(programEnv(env, { ...to, password: null }).PGPASSWORD).toBe('old');
});

test('whatever stands where passwords stand is taken out', () => {
  const text = `a hunter2 postgresql://u:pw@h/d password=abc ALTER ROLE x PASSWORD 'it''s' end`;
  expect(scrub(text, secret('hunter2'))).toBe(
    `a [secret] postgresql://u:[secret]@h/d password=[secret] ALTER ROLE x PASSWORD '[secret]' end`,
  );
  expect(scrub('role "postgres" of x.y and p', secret('postgres'))).toBe('role "postgres" of x.y and p');
  expect(scrub('xay, x.y, permission, p', secret('x.y'))).toBe('xay, [secret], permission, p');
  expect(scrub('permission (p)', secret('p'))).toBe('permission ([secret])');
});

describe.each(versions)('running the programs of PostgreSQL $major', ({ major, bin }) => {
  let cluster: Cluster;
  let to: Connection;
  let tools: Toolset;

  beforeAll(async () => {
    cluster = await startCluster({ bin: await bin() });
    const { host, port, user } = cluster;
    to = { host, port, user, database: 'postgres', password: secret(cluster.password), sslmode: 'disable' };
    tools = await findNativeTools({ bin: await bin(), env: process.env, atLeast: major });
    await cluster.query('create table big as select n, repeat(md5(n::text), 20) as t from generate_series(1, 60000) n');
  });
  afterAll(() => cluster.stop());

  const run = (program: 'pg_dump' | 'psql', args: string[], connection = to) => {
    const child = tools.start(program, args, connection, { stdin: 'ignore' });
    child.stdout?.resume();
    return { child, done: finish(child, `${program} of the test`, { secret: connection.password }) };
  };

  test('a dump runs without the password in its arguments', async () => {
    const { child, done } = run('pg_dump', ['-Fc', '-f', join(folder, `dump-${major}`)]);
    expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).not.toContain(cluster.password);
    expect(await done).toBe('');
    const restore = tools.start('pg_restore', ['--list', join(folder, `dump-${major}`)], to, { stdin: 'ignore' });
    restore.stdout?.resume();
    await finish(restore, 'pg_restore of the test');
  });

  test('pg_restore -d "" goes to the database of the connection', async () => {
    await cluster.query('create database copy');
    const restore = tools.start(
      'pg_restore',
      ['-d', '', join(folder, `dump-${major}`)],
      { ...to, database: 'copy' },
      { stdin: 'ignore' },
    );
    await finish(restore, 'pg_restore of the test');
    expect(await cluster.query('select count(*)::int as n from big', 'copy')).toEqual([{ n: 60000 }]);
  });

  test('a server gone in the middle is said, with the reason', async () => {
    const { child, done } = run('psql', ['-XAt', '-c', 'select pg_sleep(30)']);
    const expected = failed(done);
    await expect
      .poll(() =>
        cluster.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid()`,
        ),
      )
      .toHaveLength(1);
    const failure = await expected;
    expect(failure).toMatchObject({ code: 'program-lost-server', status: 69 });
    expect(failure.message).toMatch(
      /^psql of the test lost its connection to the server: FATAL: +terminating connection due to administrator command/,
    );
    expect(failure.hint).toBe(
      'Make sure that the server runs and can be reached, then start again; nothing published was touched.',
    );
    expect(child.exitCode).not.toBe(0);
  });

  test('a role without rights, a full disk, a wrong version and any other end are told apart', async () => {
    await cluster.query(`create role nobody_in_particular login password 'p'`);
    const poor = { ...to, user: 'nobody_in_particular', password: secret('p') };
    expect(told(await failed(run('pg_dump', [], poor).done))).toEqual([
      69,
      'pg_dump of the test was not allowed to do its work (status 1): pg_dump: error: query failed: ERROR:  permission denied for table big.',
      'Connect as a role that may read everything: a superuser, or one with BYPASSRLS and pg_read_all_data.',
    ]);
    expect(told(await failed(run('pg_dump', ['-f', '/dev/full']).done))).toEqual([
      74,
      `pg_dump of the test stopped because a disk is full: pg_dump: error: could not write to ${major > 15 ? '' : 'output '}file: No space left on device.`,
      'Make room and start again; nothing published was touched.',
    ]);
    expect(told(await failed(run('psql', ['-X', '-c', `alter role x password 'hunter2'`]).done))).toEqual([
      69,
      'psql of the test failed (status 1): ERROR:  role "x" does not exist.',
      'Put the cause right and start again; nothing published was touched.',
    ]);
    const { child, done } = run('psql', ['-X', '-c', 'select pg_sleep(30)']);
    child.kill('SIGKILL');
    expect((await failed(done)).message).toBe('psql of the test failed (it was ended by SIGKILL): it said nothing.');
  });
});

test('pg_dump 15 in front of a server 17 is named as what it is', async () => {
  const cluster = await startCluster({ bin: await bin17() });
  const { host, port, user } = cluster;
  const to = { host, port, user, database: 'postgres', password: secret(cluster.password), sslmode: 'disable' };
  const tools = await findNativeTools({ bin: bin15, env: process.env, atLeast: 15 });
  const child = tools.start('pg_dump', [], to, { stdin: 'ignore' });
  const failure = await failed(finish(child, 'pg_dump of the test'));
  expect(failure.message).toMatch(
    /^pg_dump of the test does not fit the server: pg_dump: error: aborting because of server version mismatch\.$/,
  );
  expect(failure.hint).toBe("Install PostgreSQL programs of the server's major version or newer.");
  await cluster.stop();
});

test('a program that is not there is said', async () => {
  const child = spawn('/nowhere/pg_dump', { stdio: 'pipe' });
  expect(told(await failed(finish(child, 'pg_dump of the test')))).toEqual([
    69,
    'pg_dump of the test could not be started: spawn /nowhere/pg_dump ENOENT.',
    "Check the installation of PostgreSQL's programs.",
  ]);
});

test('programs die with a guard that was killed with SIGKILL, and those that ended are left alone', async () => {
  const owner = spawn(process.execPath, runSource(new URL('./hold-program.ts', import.meta.url)), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<string>((resolve) => owner.stdout.once('data', (data) => resolve(String(data))));
  const pids = JSON.parse(said) as number[];
  expect(pids.map(isRunning)).toEqual([true, true]);
  owner.kill('SIGKILL');
  await waitFor(() => pids.every((pid) => !isRunning(pid)));
});
