import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Session } from '../../src/postgres/connection.ts';
import { readFacts } from '../../src/postgres/facts.ts';
import type { TableFacts } from '../../src/postgres/types.ts';
import { connectionTo } from '../backup/fixture.ts';
import { strange } from '../backup/strange.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';

let cluster: Cluster;
const sessions: Session[] = [];
const open = async (database: string, user?: string) => {
  const session = await connect(connectionTo(cluster, database, user));
  sessions.push(session);
  return session;
};
const facts = async (database: string) => (await readFacts([await open(database)])).tables;
const of = (tables: readonly TableFacts[], name: string) => tables.find((table) => table.name === name);

beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(strange);
});
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  await cluster?.stop();
});

test('every table and filled view is there once, several sessions give the same', async () => {
  const one = await readFacts([await open('postgres')]);
  const two = await readFacts([await open('postgres'), await open('postgres')]);
  expect(two).toEqual(one);
  expect(one.tables).toHaveLength(15);
  expect(of(one.tables, 'public.never')).toBeUndefined();
  expect(of(one.tables, 'public.parent')?.rows).toBe(1);
  expect(of(one.tables, 'public.types')?.method).toBe('text');
  expect(of(one.tables, 'public.quick')?.method).toBe('record');
  expect(of(one.tables, 'public.empty')).toMatchObject({ rows: 0, checksum: '0' });
  expect(one.sequences.map(({ name, lastValue, isCalled }) => [name, lastValue, isCalled])).toEqual([
    ['public.down', '97', true],
    ['public.types_id_seq', '301', true],
    ['public.unused', '1', false],
  ]);
  expect(one.largeObjects.count).toBe(3);
});

test('equal rows hash equal where their types have other object ids, and whatever the order', async () => {
  for (const [database, first] of [
    ['left', ''],
    ['right', "create type public.other as enum ('a'); create type public.mood as enum ('x'); drop type public.mood;"],
  ] as const) {
    await cluster.query(`create database "${database}"`);
    await cluster.query(
      `${first} create type public.mood as enum ('sad', 'happy'); create table public.t (m public.mood, n int, tags public.mood[])`,
      database,
    );
    const order = database === 'left' ? 'asc' : 'desc';
    await cluster.query(
      `insert into public.t select (array['sad', 'happy'])[1 + g % 2]::public.mood, g, array['happy']::public.mood[] from generate_series(1, 100) g order by g ${order}`,
      database,
    );
  }
  expect(await facts('left')).toEqual(await facts('right'));
});

test('pairs of equal changes do not cancel each other, a null is not an empty text', async () => {
  await cluster.query('create database changes');
  const states = [
    'values (1, null), (2, null)',
    "values (1, ''), (2, '')",
    "values (1, 'x'), (2, 'x')",
    "values (1, 'x'), (1, 'x')",
    "values (2, 'x'), (2, 'x')",
  ];
  const seen = new Set<string>();
  for (const state of states) {
    await cluster.query(
      `drop table if exists public.t; create table public.t (id int, v text); insert into public.t ${state}`,
      'changes',
    );
    seen.add((await facts('changes'))[0]?.checksum ?? '');
  }
  expect(seen.size).toBe(states.length);
});

test('a role with BYPASSRLS reads the same; a table it may not read is named', async () => {
  await cluster.query("create role strong login bypassrls password 'test-password-1' in role pg_read_all_data");
  await cluster.query(
    'grant select on large object ' +
      (await cluster.query("select string_agg(oid::text, ',') as all from pg_largeobject_metadata"))
        .map((row) => row.all)
        .join() +
      ' to strong',
  );
  await cluster.query("create role weak login bypassrls password 'test-password-1'");
  const own = await readFacts([await open('postgres')]);
  expect(await readFacts([await open('postgres', 'strong')])).toEqual(own);
  const failure = await readFacts([await open('postgres', 'weak')]).catch((error) => error);
  expect(failure.message).toMatch(
    /^PostgreSQL at \S+ refused a query \(42501\): permission denied for (table|schema) /,
  );
});
