import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Debian's PostgreSQL 15 programs; a missing one fails the suite with what to install. */
export const bin15 = '/usr/lib/postgresql/15/bin';

export interface Cluster {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly directory: string;
  /** postgresql://user:password@host:port/database?sslmode=disable */
  readonly url: (database?: string) => string;
  readonly query: (sql: string, database?: string) => Promise<Record<string, unknown>[]>;
  /** Shuts the server down cleanly, does something to its files, and starts it again. */
  readonly restart: (work: () => void) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A real PostgreSQL server in a temporary folder, on a free loopback port, password checked, removed by stop(). */
export async function startCluster(
  options: { bin?: string; port?: number; user?: string; password?: string; settings?: string[] } = {},
): Promise<Cluster> {
  const bin = options.bin ?? bin15;
  if (!existsSync(join(bin, 'initdb')))
    throw new Error(`PostgreSQL programs are missing in ${bin}: apt-get install postgresql-15`);
  const directory = mkdtempSync(join(tmpdir(), 'permahub-test-pg-'));
  const owner = serverUser();
  const user = options.user ?? 'postgres';
  const password = options.password ?? 'test-password-1';
  const passwordFile = join(directory, 'pw');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner) for (const path of [directory, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const data = join(directory, 'data');
  const who = owner ? { uid: owner.uid, gid: owner.gid } : {};
  const init = (folder: string) => {
    const how = ['-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
    const all = ['-D', folder, '-U', user, `--pwfile=${passwordFile}`, ...how];
    execFileSync(join(bin, 'initdb'), all, { ...who, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const usual = options.bin === undefined && options.user === undefined && options.password === undefined;
  makeData(data, init, usual);
  const port = options.port ?? (await freePort());
  const settings = [
    'fsync=off',
    'synchronous_commit=off',
    `unix_socket_directories=${directory}`,
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    ...(options.settings ?? []),
  ];
  const start = () => {
    const all = ['-D', data, ...settings.flatMap((s) => ['-c', s])];
    const server = spawn(join(bin, 'postgres'), all, { ...who, cwd: directory, stdio: 'ignore' });
    const stopped = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    const end = async (how: NodeJS.Signals) => {
      if (server.exitCode === null) server.kill(how);
      await stopped;
    };
    return { end, ended: () => server.exitCode !== null };
  };
  let server = start();
  const url = (database = 'postgres') =>
    `postgresql://${user}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
  const query = async (sql: string, database?: string) => {
    const client = new pg.Client({ connectionString: url(database) });
    await client.connect();
    try {
      const result = await client.query(sql);
      return ((Array.isArray(result) ? result.at(-1) : result) as pg.QueryResult).rows ?? [];
    } finally {
      await client.end();
    }
  };
  const stop = async () => {
    await server.end('SIGQUIT');
    rmSync(directory, { recursive: true, force: true });
  };
  const up = async () => {
    for (let tries = 0; ; tries++) {
      try {
        await query('select 1');
        return;
      } catch (error) {
        if (tries > 200 || server.ended()) {
          await stop();
          throw error;
        }
        await new Promise((r) => setTimeout(r, 50));
      }
    }
  };
  const restart = async (work: () => void) => {
    // Fast, not immediate: recovery would write over what is done to the files.
    await server.end('SIGINT');
    work();
    server = start();
    await up();
  };
  await up();
  return { host: '127.0.0.1', port, user, password, directory, url, query, restart, stop };
}

let made = 0;

/**
 * The data of a usual cluster is a copy of the one that was made first in this run of the tests: initdb costs as much as many a test. Only
 * for the first cluster of a test file, because copies are one and the same system to whoever asks.
 */
function makeData(data: string, init: (folder: string) => void, usual: boolean): void {
  const shared = process.env.PERMAHUB_TEST_RUN;
  const template = shared && usual && made++ === 0 ? join(shared, 'cluster') : null;
  if (template && existsSync(template)) {
    execFileSync('cp', ['-a', template, data]);
    return;
  }
  init(data);
  if (!template) return;
  // Whole or not at all: another worker may look for it now.
  const beside = `${template}.${process.pid}`;
  execFileSync('cp', ['-a', data, beside]);
  if (existsSync(template)) rmSync(beside, { recursive: true });
  else renameSync(beside, template);
}

/** PostgreSQL refuses root: as root it runs as `postgres`. */
function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A loopback port nothing listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
