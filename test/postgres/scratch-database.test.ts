import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Failure } from '../../src/failures.ts';
import { connect } from '../../src/postgres/connection.ts';
import { readLike } from '../../src/postgres/like.ts';
import { createScratchDatabase } from '../../src/postgres/scratch-database.ts';
import { secret } from '../../src/postgres/secret.ts';
import type { Connection } from '../../src/postgres/types.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { runSource } from './processes.ts';
import { versions } from './versions.ts';

describe.each(versions)("a scratch database on the person's own server, PostgreSQL $major", ({ bin }) => {
  let cluster: Cluster;
  let to: Connection;

  beforeAll(async () => {
    cluster = await startCluster({ bin: await bin(), user: 'boss' });
    const { host, port, user } = cluster;
    to = { host, port, user, database: 'postgres', password: secret(cluster.password), sslmode: 'disable' };
  });
  afterAll(() => cluster.stop());
  const scratches = () => cluster.query(`select datname from pg_database where datname like 'permahub%'`);

  test('is made like the source, and dropped even while somebody is in it', async () => {
    const scratch = await createScratchDatabase({ bin: await bin(), env: process.env }, to);
    expect(scratch.words).toBe(`the scratch database ${scratch.connection.database} on 127.0.0.1:${cluster.port}`);
    expect(scratch.sharesServer).toBe(true);
    const inside = await connect(scratch.connection);
    expect(await readLike(inside)).toEqual({
      bootstrapRole: 'boss',
      encoding: 'UTF8',
      collate: 'C.UTF-8',
      ctype: 'C.UTF-8',
      icuLocale: null,
      serverVersion: scratch.serverVersion,
      database: scratch.connection.database,
      extensions: [],
    });
    expect(await scratches()).toHaveLength(1);
    await scratch.remove();
    await scratch.remove();
    expect(await scratches()).toEqual([]);
    expect(await inside.ended).toMatchObject({ code: 'server-gone' });
  });

  test('is dropped after its owner was killed with SIGKILL', async () => {
    const args = [
      ...runSource(new URL('./hold-scratch-database.ts', import.meta.url)),
      await bin(),
      String(cluster.port),
      cluster.password,
    ];
    const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => owner.stdout.once('data', resolve));
    expect(await scratches()).toHaveLength(1);
    owner.kill('SIGKILL');
    await expect.poll(scratches, { timeout: 10_000 }).toEqual([]);
  });

  test('needs the right to create databases, and says so when it cannot be dropped', async () => {
    await cluster.query(`create role small login password 'p'`);
    const where = { bin: await bin(), env: process.env };
    const small = { ...to, user: 'small', password: secret('p') };
    const failure = (await createScratchDatabase(where, small).catch((error) => error)) as Failure;
    expect(failure.message).toBe(
      `PostgreSQL at 127.0.0.1:${cluster.port}/postgres refused a query (42501): permission denied to create database.`,
    );
    const scratch = await createScratchDatabase(where, to);
    await cluster.query(`alter database ${scratch.connection.database} is_template true`);
    const left = (await scratch.remove().catch((error) => error)) as Failure;
    expect([left.status, left.message, left.hint]).toEqual([
      69,
      `The scratch database "${scratch.connection.database}" on the server of 127.0.0.1:${cluster.port}/postgres could not be dropped: psql failed (status 1): ERROR:  cannot drop a template database.`,
      `Drop it by hand: drop database ${scratch.connection.database} with (force)`,
    ]);
  });
});
