import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/postgres/connection.ts';
import { countRows } from '../../src/postgres/row-counts.ts';
import { secret } from '../../src/postgres/secret.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster?.stop());

test('every table is counted by itself: partitions, parents without their children, odd names, empty ones', async () => {
  await cluster.query(`
    create table plain as select generate_series(1, 1234) as n;
    create schema "Odd Schema"; create table "Odd Schema"."t;" (n int);
    create table parent (n int); create table child () inherits (parent); insert into parent values (1); insert into child values (2), (3);
    create table parted (n int) partition by list (n); create table one partition of parted for values in (1); insert into parted values (1);
    create view v as select 1; create temp table gone (n int)`);
  const session = await connect({
    host: '127.0.0.1',
    port: cluster.port,
    database: 'postgres',
    user: 'postgres',
    password: secret(cluster.password),
    sslmode: 'disable',
  });
  expect(await countRows(session)).toEqual([
    { name: '"Odd Schema"."t;"', rows: 0 },
    { name: 'public.child', rows: 2 },
    { name: 'public.one', rows: 1 },
    { name: 'public.parent', rows: 1 },
    { name: 'public.plain', rows: 1234 },
  ]);
  await session.close();
});
