import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diff } from '../../src/rehearsal/types.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { changedBy } from './clone.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster?.stop());

const users = `create table public.users (id int primary key, name text, note text);
  insert into public.users select g, 'user ' || g, case when g % 4 = 0 then 'note' end from generate_series(1, 100) g;`;
/** Tables as "name before -> after gone changed added". */
const tables = ({ tables: all }: Diff) =>
  all.map(
    ({ name, before, after, gone, changed, added }) => `${name} ${before}>${after} -${gone} ~${changed} +${added}`,
  );
const nothing = { tables: [], columns: [], sequences: [], objects: [], largeObjectsGone: 0 };

describe('rows', () => {
  test.each<[string, string, string, string[]]>([
    ['deleted', users, 'delete from public.users where id > 1', ['public.users 100>1 -99 ~0 +0']],
    ['truncated', users, 'truncate public.users', ['public.users 100>0 -100 ~0 +0']],
    ['updated', users, "update public.users set name = 'x' where id <= 7", ['public.users 100>100 -0 ~7 +0']],
    ['written again as they were', users, 'update public.users set name = name', []],
    [
      'deleted, as many inserted',
      users,
      "delete from public.users where id <= 5; insert into public.users select g, 'n' from generate_series(201, 205) g",
      ['public.users 100>100 -5 ~0 +5'],
    ],
    ['rolled back', users, 'begin; delete from public.users; rollback', []],
    ['only added', users, 'insert into public.users values (101)', ['public.users 100>101 -0 ~0 +1']],
    [
      'whose key changed',
      users,
      'update public.users set id = id + 1000 where id <= 3',
      ['public.users 100>100 -3 ~0 +3'],
    ],
    [
      'without a key',
      'create table public.t (a int, b text); insert into public.t select g % 10, null from generate_series(1, 100) g',
      "delete from public.t where ctid in (select ctid from public.t where a = 3 limit 4); update public.t set b = '' where a = 4",
      ['public.t 100>96 -14 ~null +10'],
    ],
    [
      'by a unique index without nulls',
      'create table public.t (a int not null, b text); create unique index on public.t (a); insert into public.t select g from generate_series(1, 10) g',
      "update public.t set b = 'x' where a = 1",
      ['public.t 10>10 -0 ~1 +0'],
    ],
    [
      'of a table made anew with some of them',
      users,
      `drop table public.users; ${users} delete from public.users where id > 10; update public.users set name = 'x' where id = 1`,
      ['public.users 100>10 -90 ~1 +0'],
    ],
    ['of a table rewritten by CLUSTER and VACUUM FULL', users, 'cluster public.users using users_pkey', []],
    [
      'of a table without any column, or without one that stayed',
      'create table public.z (); insert into public.z default values; create table public.y (a int); insert into public.y values (1), (2)',
      'insert into public.z default values; alter table public.y add column b int; alter table public.y drop column a; delete from public.y where ctid = (select min(ctid) from public.y)',
      ['public.y 2>1 -1 ~null +0', 'public.z 1>2 -0 ~null +1'],
    ],
    [
      'of an unlogged table',
      'create unlogged table public.u as select 1 as a',
      'delete from public.u',
      ['public.u 1>0 -1 ~null +0'],
    ],
    [
      'of children and partitions are their own',
      `create table public.p (a int); create table public.c () inherits (public.p); insert into public.p values (1); insert into public.c values (2);
       create table public.r (a int) partition by range (a); create table public.r1 partition of public.r for values from (1) to (10); insert into public.r values (1), (2)`,
      'delete from public.p where a = 2; delete from public.r where a = 1',
      ['public.c 1>0 -1 ~null +0', 'public.r1 2>1 -1 ~null +0'],
    ],
    [
      'of a detached partition stay',
      'create table public.r (a int) partition by range (a); create table public.r1 partition of public.r for values from (1) to (10); insert into public.r values (1), (2)',
      'alter table public.r detach partition public.r1',
      [],
    ],
    [
      'of a materialised view made again',
      `${users} create materialized view public.m as select id, name from public.users`,
      "update public.users set name = 'x' where id = 1; refresh materialized view public.m",
      ['public.m 100>100 -1 ~null +1', 'public.users 100>100 -0 ~1 +0'],
    ],
    [
      'of a table that became a view',
      users,
      'create table public.other as select * from public.users; drop table public.users; create view public.users as select * from public.other',
      ['public.other null>100 -0 ~0 +100', 'public.users 100>null -100 ~0 +0'],
    ],
    [
      'of strange names and types',
      `create schema "Odd ""S"; create type "Odd ""S".mood as enum ('a', 'b'); create table "Odd ""S"."Tä ble" ("Id" uuid primary key default gen_random_uuid(), m "Odd ""S".mood, j json, p point, x xml, n numeric, f float8, b bytea, arr int[], iv interval, r int4range);
       insert into "Odd ""S"."Tä ble" (m, j, p, n, f, b, arr, iv, r) select 'a', '{"a":1}', '(1,2)', 'NaN', 'NaN', '\\x00ff', '{1,null}', '1 mon', '[1,5)' from generate_series(1, 5)`,
      `update "Odd ""S"."Tä ble" set m = 'b' where "Id" = (select min("Id"::text)::uuid from "Odd ""S"."Tä ble"); update "Odd ""S"."Tä ble" set j = j`,
      ['"Odd ""S"."Tä ble" 5>5 -0 ~1 +0'],
    ],
  ])('%s', async (_, setup, sql, expected) => {
    expect(tables(await changedBy(cluster, setup, sql))).toEqual(expected);
  });

  test('an untouched database has no difference, and says what it should be left with', async () => {
    expect(await changedBy(cluster, users, 'select 1')).toMatchObject({
      ...nothing,
      rowsAfter: { 'public.users': 100 },
    });
  });

  test('what the CLI records of its own work stands apart', async () => {
    const diff = await changedBy(
      cluster,
      'create schema supabase_migrations; create table supabase_migrations.schema_migrations (version text primary key)',
      "insert into supabase_migrations.schema_migrations values ('1')",
    );
    expect(diff.tables).toEqual([]);
    expect(diff.bookkeeping).toMatchObject([{ name: 'supabase_migrations.schema_migrations', before: 0, after: 1 }]);
    expect(diff.rowsAfter).toEqual({});
  });

  test('large objects that went', async () => {
    const diff = await changedBy(
      cluster,
      "select lo_from_bytea(0, 'a'), lo_from_bytea(0, 'b'), lo_from_bytea(0, 'c')",
      "select lo_unlink(min(oid)) from pg_largeobject_metadata; select lo_from_bytea(0, 'd')",
    );
    expect(diff.largeObjectsGone).toBe(1);
  });
});

describe('a renamed table is no loss', () => {
  test('under another name, in another schema, with a renamed column', async () => {
    const diff = await changedBy(
      cluster,
      `create schema app; ${users}`,
      "alter table public.users rename column note to remark; alter table public.users rename to people; alter table public.people set schema app; update app.people set name = 'x' where id = 1",
    );
    expect(diff).toMatchObject({
      tables: [{ name: 'public.users', before: 100, after: 100, gone: 0, changed: 1, added: 0 }],
      columns: [{ table: 'public.users', column: 'note', change: 'renamed', values: 0, detail: 'remark' }],
      objects: [{ kind: 'table', name: 'public.users', change: 'renamed', to: 'app.people' }],
      rowsAfter: { 'app.people': 100 },
    });
  });

  test('swapped in for another', async () => {
    const diff = await changedBy(
      cluster,
      users,
      'create table public.fresh (like public.users including all); insert into public.fresh select * from public.users where id <> 5; drop table public.users; alter table public.fresh rename to users',
    );
    expect(tables(diff)).toEqual(['public.users 100>99 -1 ~0 +0']);
    expect(diff.columns).toEqual([]);
  });
});

describe('columns', () => {
  test.each<[string, string, Diff['columns']]>([
    [
      'dropped',
      'alter table public.users drop column note',
      [{ table: 'public.users', column: 'note', change: 'dropped', values: 25, detail: null }],
    ],
    [
      'added, with a default that rewrites the table',
      'alter table public.users add column at timestamptz default clock_timestamp()',
      [{ table: 'public.users', column: 'at', change: 'added', values: 0, detail: null }],
    ],
    [
      'of another type, all values the same',
      'alter table public.users alter column id type bigint',
      [{ table: 'public.users', column: 'id', change: 'type changed', values: 0, detail: 'integer to bigint' }],
    ],
    [
      'of another type, some values cut',
      'alter table public.users alter column name type varchar(6) using left(name, 6)',
      [
        {
          table: 'public.users',
          column: 'name',
          change: 'type changed',
          values: 91,
          detail: 'text to character varying(6)',
        },
      ],
    ],
    [
      'not null',
      "alter table public.users alter column name set not null, alter column name set default 'x'",
      [
        { table: 'public.users', column: 'name', change: 'set not null', values: 0, detail: null },
        { table: 'public.users', column: 'name', change: 'default changed', values: 0, detail: null },
      ],
    ],
    [
      'filled anew under the same name',
      'alter table public.users add column new text; update public.users set new = note; alter table public.users drop column note; alter table public.users rename new to note',
      [],
    ],
  ])('%s', async (_, sql, expected) => {
    const diff = await changedBy(cluster, users, sql);
    expect(diff.columns).toEqual(expected);
    expect(diff.tables).toEqual([]);
  });

  test('a type changed where no key tells the rows counts every row that reads otherwise', async () => {
    const diff = await changedBy(
      cluster,
      "create table public.t (a text); insert into public.t values ('1.50'), ('2'), (null)",
      'alter table public.t alter column a type numeric using a::numeric::int',
    );
    expect(tables(diff)).toEqual(['public.t 3>3 -1 ~null +1']);
    expect(diff.columns).toEqual([
      { table: 'public.t', column: 'a', change: 'type changed', values: 1, detail: 'text to numeric' },
    ]);
  });
});

describe('large tables', () => {
  const few = (t: string) =>
    `update public.${t} set v = v || 'x' where a = 7; update public.${t} set v = v where a = 8; delete from public.${t} where a = 9; insert into public.${t} (a, v) select 99, g::text from generate_series(1, 5) g;`;
  const keyed = `create table public.k (a int, b uuid default gen_random_uuid(), v text, primary key (a, b)); insert into public.k (a, v) select g % 50, 'v' || g from generate_series(1, 12000) g;
    create table public.n (a int, v text); insert into public.n select g % 50, 'v' || g from generate_series(1, 12000) g`;
  test.each<[string, string, string[]]>([
    [
      'rows only gone',
      'delete from public.k where a < 3; delete from public.n where a < 3',
      ['public.k 12000>11280 -720 ~0 +0', 'public.n 12000>11280 -720 ~null +0'],
    ],
    [
      'a few written, found by key or by sums',
      few('k') + few('n'),
      ['public.k 12000>11765 -240 ~240 +5', 'public.n 12000>11765 -480 ~null +245'],
    ],
    [
      'made anew with a few',
      "create table public.k2 (like public.k including all); insert into public.k2 select * from public.k where a = 1; update public.k2 set v = null where v < 'v2'; insert into public.k2 (a) values (1); drop table public.k; alter table public.k2 rename to k",
      ['public.k 12000>241 -11760 ~63 +1'],
    ],
    [
      'written anew in another file with half of them other',
      "alter table public.k add column w float default random(); update public.k set v = 'x' where a < 25; delete from public.k where a = 49",
      ['public.k 12000>11760 -240 ~6000 +0'],
    ],
    [
      'nearly all written over',
      "update public.k set v = 'x' where a > 0; update public.n set v = 'x' where a > 0",
      ['public.k 12000>12000 -0 ~11760 +0', 'public.n 12000>12000 -11760 ~null +11760'],
    ],
    [
      'with another key',
      "alter table public.k drop constraint k_pkey; update public.k set v = 'x' where a = 1",
      ['public.k 12000>12000 -0 ~240 +0'],
    ],
  ])('%s', async (_, sql, expected) => {
    expect(tables(await changedBy(cluster, keyed, sql))).toEqual(expected);
  });
});
