import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures.ts';
import { connect } from '../../src/postgres/connection.ts';
import { readLike } from '../../src/postgres/like.ts';
import { startScratch } from '../../src/postgres/scratch.ts';
import { scratchLocale } from '../../src/postgres/scratch-locale.ts';
import { scratchPort } from '../../src/postgres/scratch-place.ts';
import type { Scratch } from '../../src/postgres/types.ts';
import { bin15 } from '../support/cluster.ts';
import { ownTmpdir } from '../support/own-tmpdir.ts';
import { bin17 } from '../support/postgres17.ts';
import { runSource, waitFor } from './processes.ts';

const like = {
  bootstrapRole: 'supabase_admin',
  encoding: 'UTF8',
  collate: 'C',
  ctype: 'C',
  serverVersion: 150_000,
  database: 'postgres',
  extensions: [],
};
ownTmpdir();
const options = { bin: bin15, env: process.env, like, bytesNeeded: 1 };

describe('a scratch server', () => {
  test('looks like its source, answers only to its password and leaves nothing behind', async () => {
    const scratch = await startScratch({ ...options, like: { ...like, collate: 'en_XX.UTF-8', ctype: 'en_XX.UTF-8' } });
    expect(scratch.connection).toMatchObject({ database: 'template1', user: 'supabase_admin' });
    expect(scratch.connection.host).toMatch(/^\/.+\/permahub-scratch-[0-9a-f]{16}$/);
    expect(scratch.words).toMatch(
      /^a scratch PostgreSQL 15\.\d+ \(native\); locale en_XX\.UTF-8 is not on this machine, C\.UTF-8 is used instead$/,
    );
    expect(scratch.tools.words).toMatch(/^PostgreSQL 15\.\d+ in \/usr\/lib\/postgresql\/15\/bin$/);
    const session = await connect(scratch.connection);
    const rows = await session.query<{ folder: string }>(
      `select current_setting('data_directory') as folder, r.rolname as role, d.datcollate as collate,
              pg_encoding_to_char(d.encoding) as encoding, current_setting('fsync') as fsync
         from pg_roles r, pg_database d where r.oid = 10 and d.datname = current_database()`,
    );
    expect(rows).toMatchObject([{ role: 'supabase_admin', collate: 'C.UTF-8', encoding: 'UTF8', fsync: 'off' }]);
    await session.close();
    await expect(connect({ ...scratch.connection, password: null }, { env: {} })).rejects.toMatchObject({
      code: 'login-refused',
    });
    await scratch.remove();
    await scratch.remove();
    expect(existsSync(rows[0]?.folder as string)).toBe(false);
    await expect(connect(scratch.connection)).rejects.toMatchObject({ code: 'target-unreachable' });
  });

  test('reaches neither a port nor a socket of this machine, and stands on loopback where there is no wall', async () => {
    const seen: string[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'permahub-test-sockets-'));
    chmodSync(folder, 0o755);
    const listener = createServer((socket) => {
      seen.push('somebody');
      socket.destroy();
    }).listen(0, '127.0.0.1');
    const onSocket = createServer((socket) => {
      seen.push('somebody by the socket');
      socket.destroy();
    }).listen(join(folder, '.s.PGSQL.5432'), () => chmodSync(join(folder, '.s.PGSQL.5432'), 0o777));
    await Promise.all([listener, onSocket].map((server) => server.listening || once(server, 'listening')));
    const { port } = listener.address() as AddressInfo;
    const call = async (scratch: Scratch) => {
      const session = await connect(scratch.connection);
      await session.query('create extension dblink schema public');
      for (const place of [`host=127.0.0.1 port=${port}`, `host=${folder}`])
        await session
          .query(`select public.dblink_connect('${place} dbname=x connect_timeout=2')`)
          .catch(() => undefined);
      await session.close();
    };
    const walled = await startScratch(options);
    expect(walled.walled).toBe(true);
    await call(walled);
    expect(seen).toEqual([]);
    await walled.remove();
    const plain = await startScratch({ ...options, wall: false });
    expect([plain.walled, plain.connection.host]).toEqual([undefined, '127.0.0.1']);
    await call(plain);
    expect(seen).toEqual(['somebody', 'somebody by the socket']);
    await plain.remove();
    listener.close();
    onSocket.close();
    rmSync(folder, { recursive: true });
  });

  test('is of the same major as its source, else of the smallest above', async () => {
    const bin = await bin17();
    const scratch = await startScratch({ ...options, bin, like: { ...like, icuLocale: 'en-US' } });
    expect(scratch.words).toMatch(/^a scratch PostgreSQL 17\.\d+ \(native\)$/);
    expect([Math.floor(scratch.serverVersion / 10_000), scratch.tools.major, scratch.walled]).toEqual([17, 17, true]);
    const session = await connect({ ...scratch.connection, database: 'postgres' });
    expect(await readLike(session)).toEqual({ ...like, icuLocale: 'en-US', serverVersion: scratch.serverVersion });
    await session.close();
    await scratch.remove();
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const same = await startScratch({ ...options, env, bin: null });
    expect(same.words).toMatch(/^a scratch PostgreSQL 15\./);
    await same.remove();
  });

  test('outlives a Ctrl-C, and is gone with its folder after its owner was killed with SIGKILL', async () => {
    const owner = spawn(process.execPath, runSource(new URL('./hold-scratch.ts', import.meta.url)), {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = await new Promise<string>((resolve) => owner.stdout.once('data', (data) => resolve(String(data))));
    const { folder, server } = JSON.parse(said) as { folder: string; server: number };
    expect(existsSync(folder)).toBe(true);
    // Ctrl-C goes to the whole group of the terminal; the owner of this test ignores it.
    process.kill(-(owner.pid as number), 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([owner.exitCode, owner.signalCode, isRunning(server)]).toEqual([null, null, true]);
    owner.kill('SIGKILL');
    await waitFor(() => !existsSync(folder) && !isRunning(server));
  });

  test('is gone when its owner is killed while the cluster is still being made', async () => {
    const before = new Set(folders());
    const owner = spawn(process.execPath, runSource(new URL('./hold-scratch.ts', import.meta.url)), {
      stdio: 'ignore',
    });
    await waitFor(() => folders().some((name) => !before.has(name)));
    owner.kill('SIGKILL');
    await waitFor(() => folders().every((name) => before.has(name)));
  });

  // Catches: a stop that is told once, to a program that still ignores it, leaves the server there for ever.
  test.each([0, 5, 15, 40])('is gone when its owner is killed %i ms after the server was started', async (ms) => {
    const before = new Set(folders());
    const owner = spawn(process.execPath, runSource(new URL('./hold-scratch.ts', import.meta.url)), {
      stdio: 'ignore',
    });
    const own = () => folders().filter((name) => !before.has(name));
    const password = () => own().some((name) => existsSync(join(tmpdir(), name, 'password')));
    // initdb's password file goes right before the server starts.
    for (const wanted of [true, false])
      while (password() !== wanted) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, ms));
    owner.kill('SIGKILL');
    await waitFor(() => own().length === 0);
  });

  test('needs the room it was told of', async () => {
    const failure = await startScratch({ ...options, bytesNeeded: 9e18 }).catch((error: Failure) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'scratch-room', status: 69 });
    expect((failure as Failure).message).toMatch(
      /^The scratch server needs 9000000000000 MB of disk to prove the backup; free: (\d+ MB in \S+, )?\d+ MB in \/var\/tmp, \d+ MB in \/tmp\.$/,
    );
    expect((failure as Failure).hint).toBe('Make room, or set TMPDIR to a folder on a larger disk.');
  });

  test('stands elsewhere when its own account cannot use TMPDIR', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'permahub-closed-'));
    const scratch = await startScratch({ ...options, env: { ...process.env, TMPDIR: join(closed, 'missing') } });
    expect(folders('/var/tmp').length).toBeGreaterThan(0);
    await scratch.remove();
    rmSync(closed, { recursive: true });
  });

  test('says what to install when no server programs are there', async () => {
    const failure = await startScratch({ ...options, bin: '/nowhere' }).catch((error: Failure) => error);
    expect(failure).toMatchObject({
      code: 'scratch-missing',
      status: 69,
      message:
        'No PostgreSQL server programs (initdb, postgres) of version 15 or newer were found to prove the backup with. Found: none. Tried: /nowhere.',
      hint: 'Install the programs of PostgreSQL 15 (Debian, Ubuntu: `apt-get install postgresql-15`; macOS: `brew install postgresql@15`) or name their folder in the settings as "postgres": {"bin": "…"}.',
    });
  });

  test('says why initdb failed and leaves nothing behind', async () => {
    const before = folders();
    const failure = await startScratch({ ...options, like: { ...like, bootstrapRole: 'pg_me' } }).catch((e) => e);
    expect(failure).toMatchObject({
      code: 'scratch-failed',
      status: 69,
      message:
        'The scratch server that would prove the backup did not start: initdb failed: initdb: error: superuser name "pg_me" is disallowed; role names cannot begin with "pg_".',
      hint: 'Put the cause right and start again; nothing published was touched.',
    });
    expect(folders()).toEqual(before);
  });

  test('never stands on a port of the local stack', async () => {
    for (let i = 0; i < 50; i++) {
      const port = await scratchPort();
      expect(port < 54320 || port > 54329).toBe(true);
    }
  });
});

test('a locale the machine lacks is replaced, and the words say so', () => {
  const of = (collate: string, encoding = 'UTF8') =>
    scratchLocale({ ...like, collate, ctype: collate, encoding }, have);
  const have = ['C', 'POSIX', 'C.utf8', 'de_DE.utf8'];
  expect(of('de_DE.UTF-8')).toEqual({ collate: 'de_DE.UTF-8', ctype: 'de_DE.UTF-8', words: '' });
  expect(of('POSIX')).toEqual({ collate: 'POSIX', ctype: 'POSIX', words: '' });
  expect(of('sv_SE.UTF-8')).toEqual({
    collate: 'C.UTF-8',
    ctype: 'C.UTF-8',
    words: 'locale sv_SE.UTF-8 is not on this machine, C.UTF-8 is used instead',
  });
  expect(of('sv_SE', 'LATIN1').collate).toBe('C');
});

const folders = (at = tmpdir()) => readdirSync(at).filter((name) => name.startsWith('permahub-scratch-'));
const isRunning = (pid: number) => spawnSync('kill', ['-0', String(pid)]).status === 0;
