import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Backup } from '../../../src/backup/types.ts';
import { connect } from '../../../src/postgres/connection.ts';
import { nativeTools } from '../../../src/postgres/tools.ts';
import type { Connection, Toolset } from '../../../src/postgres/types.ts';
import { restoreBackup } from '../../../src/recovery/restore.ts';
import { insertLost } from '../../../src/recovery/rows/insert.ts';
import { type Lost, searchLost } from '../../../src/recovery/rows/search.ts';
import { readShapes } from '../../../src/recovery/rows/shape.ts';
import { bin15, type Cluster, startCluster } from '../../support/cluster.ts';
import { bin17 } from '../../support/postgres17.ts';
import { approval, compare, connectionTo, state as stateOf, takeBackup } from '../fixture.ts';
import { nasty } from './nasty.ts';

describe.each([15, 17])('on PostgreSQL %i', (major) => {
  let cluster: Cluster;
  let backup: Backup & { remove: () => void };
  let copy: Connection;
  let tools: Toolset;
  const state = (of: Cluster) => stateOf(of, tools);

  beforeAll(async () => {
    const bin = major === 15 ? bin15 : await bin17();
    tools = nativeTools({ folder: bin, major, version: String(major) }, process.env);
    cluster = await startCluster({ bin });
    await cluster.query(nasty);
    backup = await takeBackup(cluster, cluster.user, bin, tools);
    await cluster.query('create database copy template template0');
    const file = join(backup.directory, 'custom.dump');
    execFileSync(join(bin, 'pg_restore'), ['-d', cluster.url('copy'), file]);
    copy = connectionTo(cluster, cluster.user, 'copy');
    await cluster.query(`create role app login password 'test-password-1' bypassrls; grant all on all tables in schema public, "Odd Schema" to app;
    grant usage on schema public, "Odd Schema", ext to app; grant all on all sequences in schema public to app`);
  }, 300_000);
  afterAll(async () => {
    backup?.remove();
    await cluster?.stop();
  });
  beforeEach(async () => {
    await restoreBackup({ approval, backup, connection: connectionTo(cluster), tools, compare });
    await cluster.query(`grant all on all tables in schema public, "Odd Schema" to app; grant usage on schema public, "Odd Schema", ext to app;
    grant all on all sequences in schema public to app`);
  });

  async function search(table: string, where: string | null = null): Promise<Lost | null> {
    const [live, there] = [await connect(connectionTo(cluster)), await connect(copy)];
    try {
      const shapes = (session: typeof live) => readShapes((sql) => session.query(sql));
      return await searchLost({ live, copy: there, now: await shapes(live), past: await shapes(there), table, where });
    } finally {
      await Promise.all([live.close(), there.close()]);
    }
  }

  const put = (lost: Lost, user = cluster.user) =>
    insertLost({
      ...{ approval, backup: 'backup_20251114_143022', lost, before: null, compare, tools },
      copy: { connection: copy, tools },
      connection: connectionTo(cluster, user),
    });
  const failing = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error) => `${error.status} ${error.message}`,
    );
  const counts = (lost: Lost | null) =>
    lost?.tables.map(({ set, asked, dependants, parents }) => [set.shape.name, asked, dependants, parents]);
  const values = async (sql: string) => (await cluster.query(sql)).map((row) => Object.values(row).join(' '));

  test('rows that were deleted come back with all that hung on them, byte for byte, and nothing else changes', async () => {
    const before = await state(cluster);
    await cluster.query('delete from public.accounts where id > 37');
    const lost = (await search('public.accounts')) as Lost;
    expect(counts(lost)).toEqual([
      ['public.accounts', 3, 0, 0],
      ['public.orders', 0, 6, 0],
      ['public.lines', 0, 6, 0],
    ]);
    expect(lost.tables[0]).toMatchObject({ first: ['{38}', '{39}', '{40}'], range: ['{38}', '{40}'] });
    expect(lost.notes).toEqual([
      'Rows that refer to public.accounts are not looked for in public.log: public.log has no primary key, and no unique key without nulls, that was there in the backup as well: its rows cannot be told apart.',
      'Rows of "Odd Schema"."Tab""le" that stayed may have lost what they said of public.accounts ("select") when it was deleted: they are not changed.',
    ]);
    await put(lost);
    const after = await state(cluster);
    const differing = before.facts.tables.filter(
      ({ name, checksum }) => after.facts.tables.find((table) => table.name === name)?.checksum !== checksum,
    );
    // What the notes name, and no other.
    expect(differing.map(({ name }) => name)).toEqual(['"Odd Schema"."Tab""le"', 'public.log']);
    expect(await values('select * from public.heard')).toEqual([]);
    expect(await search('public.accounts')).toBeNull();
  });

  test('only what a condition holds for comes back, with the parents it needs and not their other children', async () => {
    await cluster.query('delete from public.accounts where id > 37');
    const lost = (await search('public.lines', `account = 39 and no = 1`)) as Lost;
    expect(counts(lost)).toEqual([
      ['public.accounts', 0, 0, 1],
      ['public.orders', 0, 0, 1],
      ['public.lines', 1, 0, 0],
    ]);
    await put(lost);
    expect(await values('select account, no from public.orders where account > 37')).toEqual(['39 1']);
    expect(await values('select count(*) from public.accounts')).toEqual(['38']);
  });

  test('a row of the table itself that others below it refer to comes with its whole line of parents', async () => {
    await cluster.query('truncate public.accounts cascade');
    const lost = (await search('public.accounts', 'id = 40')) as Lost;
    // 40 -> 10 -> 2
    expect(counts(lost)?.[0]).toEqual(['public.accounts', 1, 0, 2]);
    await put(lost);
    expect(await values('select id, boss from public.accounts order by id')).toEqual(['2 ', '10 2', '40 10']);
  });

  test('keys come back as they were though the database makes them, and sequences are raised above them, never lowered', async () => {
    await cluster.query(`truncate public.accounts, public.down restart identity cascade; alter sequence public.lines_id_seq restart with 500;
    alter sequence public.down_seq restart with 0`);
    await put((await search('public.accounts')) as Lost);
    await put((await search('public.down')) as Lost);
    expect(
      await values(
        `select (select last_value from public.accounts_id_seq), (select last_value from public.lines_id_seq) as l, (select last_value from public.down_seq) as d`,
      ),
    ).toEqual(['40 500 -4']);
    expect(await values(`insert into public.accounts (email) values ('new@x.example') returning id`)).toEqual(['41']);
    expect(await values(`insert into public.down default values returning id`)).toEqual(['-5']);
  });

  test('rows that came since are not overwritten: who holds the same unique value is named, and what hangs on it stays out', async () => {
    await cluster.query(`delete from public.accounts where id > 37;
    insert into public.accounts (email, nick) values ('u39@x.example', 'other'); insert into public.accounts (email, code) values ('z@x.example', 'c40')`);
    const lost = (await search('public.accounts')) as Lost;
    expect(lost.conflicts).toEqual([
      { table: 'public.accounts', index: 'public.accounts_email_key', rows: 1, first: ['{u39@x.example}'] },
      { table: 'public.accounts', index: 'public.accounts_lower_idx', rows: 1, first: ['{c40}'] },
    ]);
    expect(lost.withheld).toBe(8);
    expect(counts(lost)).toEqual([
      ['public.accounts', 1, 0, 0],
      ['public.orders', 0, 2, 0],
      ['public.lines', 0, 2, 0],
    ]);
    await put(lost);
    expect(await values('select id from public.accounts where id > 37 order by id')).toEqual(['38', '41', '42']);
  });

  test('a conflict that only PostgreSQL can see rolls everything back', async () => {
    await cluster.query(
      `delete from public.accounts where id > 37; insert into public.accounts (email, nick) values ('y@x.example', 'nick40')`,
    );
    const lost = (await search('public.accounts')) as Lost;
    const before = await state(cluster);
    expect(await failing(put(lost))).toBe(
      '65 No row of backup_20251114_143022 was put back, the server rolled it back: duplicate key value violates unique constraint "accounts_nick_key".',
    );
    expect(await state(cluster)).toEqual(before);
  });

  test('tables that refer to each other come back together', async () => {
    await cluster.query('begin; delete from public.ring_a; delete from public.ring_b; commit');
    const lost = (await search('public.ring_a', 'id = 1')) as Lost;
    expect(counts(lost)).toEqual([
      ['public.ring_a', 1, 0, 0],
      ['public.ring_b', 0, 1, 0],
    ]);
    expect(lost.cycles).toHaveLength(1);
    await put(lost);
    expect(await values('select a.id, b.id as b from public.ring_a a join public.ring_b b on b.id = a.b')).toEqual([
      '1 1',
    ]);
  });

  test('rows of a partitioned table go into their partitions', async () => {
    await cluster.query(`delete from public.readings where at between '2024-12-20' and '2025-01-10'`);
    const lost = (await search('public.readings')) as Lost;
    expect(counts(lost)).toEqual([['public.readings', 22, 0, 0]]);
    await put(lost);
    expect(
      await values(
        `select tableoid::regclass::text as t, count(*) from public.readings where at between '2024-12-20' and '2025-01-10' group by 1 order by 1`,
      ),
    ).toEqual(['readings_24 12', 'readings_25 10']);
  });

  test('columns of one side only: a new one gets its default, what has no place any more is named', async () => {
    await cluster.query(
      `delete from public.orders where account = 40; alter table public.orders drop column note, add column paid boolean not null default false`,
    );
    const lost = (await search('public.orders')) as Lost;
    expect(lost.notes).toEqual([
      'public.orders has no place any more for what the backup holds in: note.',
      'public.orders has columns made since, which get their defaults: paid.',
    ]);
    await put(lost);
    expect(await values('select account, no, paid from public.orders where account = 40 order by no')).toEqual([
      '40 1 false',
      '40 2 false',
    ]);
  });

  const unfit: readonly (readonly [string, string, string])[] = [
    [
      'a column that must be filled',
      `alter table public.orders add column due date; update public.orders set due = now(); alter table public.orders alter due set not null; delete from public.orders where account = 1`,
      'public.orders has columns that must be filled and are not in the backup: due',
    ],
    [
      'a column of another type',
      'delete from public.orders where account = 1; alter table public.orders alter note type varchar(9)',
      'columns of public.orders have other types now: note was text and is character varying(9)',
    ],
    [
      'no key',
      'delete from public.orders where account = 1; alter table public.lines drop constraint lines_account_no_fkey; alter table public.orders drop constraint orders_pkey',
      'public.orders has no primary key, and no unique key without nulls, that was there in the backup as well: its rows cannot be told apart',
    ],
  ];

  test.each(unfit)('%s is refused with the reason', async (_, sql, problem) => {
    await cluster.query(sql);
    expect(await failing(search('public.orders'))).toBe(`65 The rows cannot be put back as they were: ${problem}.`);
  });

  test('a value that its enum has no more is refused with the reason', async () => {
    await cluster.query(`delete from public.accounts where id > 37; alter table public.accounts drop column mood, drop column moods;
    drop type public.mood; create type public.mood as enum ('sad', 'ok'); alter table public.accounts add mood public.mood default 'ok'`);
    expect(await failing(search('public.accounts'))).toBe(
      '65 The rows cannot be put back as they were: 1 of the rows of public.accounts have values of mood that its type has no more: happy.',
    );
    expect(counts(await search('public.accounts', "mood <> 'happy'"))?.[0]).toEqual(['public.accounts', 2, 0, 0]);
  });

  const conditions: readonly (readonly [string, string])[] = [
    ['id >', 'syntax error at or near ")"'],
    ['nobody = 1', 'column "nobody" does not exist'],
    ['true); delete from public.accounts; select (1 = 1', 'syntax error at or near ";"'],
    [
      'true)) t on t.o = m.o; delete from public.accounts; select from (select 1::oid as o, 1 as c) m join (select 1::oid as o, 1 as c where (true',
      'cannot insert multiple commands into a prepared statement',
    ],
    ["setval('public.accounts_id_seq', 1) > 0", 'cannot execute setval() in a read-only transaction'],
  ];

  test.each(conditions)('a condition that PostgreSQL does not take is a usage failure: %s', async (where, words) => {
    await cluster.query('delete from public.accounts where id > 37');
    const said = await failing(search('public.accounts', where));
    expect(said).toMatch(/^64 --where: /);
    expect(said).toContain(words);
  });

  test('a role that may not silence triggers is rolled back where a trigger changes a row or writes elsewhere', async () => {
    await cluster.query('delete from public.lines where account = 40; delete from public.orders where account = 40');
    const lost = (await search('public.orders')) as Lost;
    expect(await failing(put(lost, 'app'))).toBe(
      '65 No row of backup_20251114_143022 was put back, the server rolled it back: 2 of 2 rows of public.orders would not be as they were: a trigger, a rule or a generated column changes them.',
    );
    await cluster.query(
      `create or replace function public.hear() returns trigger language plpgsql as $$ begin insert into public.heard values (tg_op); return new; end $$`,
    );
    expect(await failing(put(lost, 'app'))).toContain('public.heard would hold 2 rows instead of 0');
    await cluster.query('drop trigger hear on public.orders');
    await put((await search('public.orders')) as Lost, 'app');
    expect(await values('select count(*) from public.orders where account = 40')).toEqual(['2']);
    expect(await values('select count(*) from public.heard')).toEqual(['0']);
  });

  test('a parent that neither the backup nor the database has any more is named, and nothing is put back', async () => {
    await cluster.query('delete from public.accounts where id > 37');
    const lost = (await search('public.orders', 'account = 40')) as Lost;
    const without = { ...lost, tables: lost.tables.filter(({ set }) => set.shape.name !== 'public.accounts') };
    expect(await failing(put(without))).toContain(
      'rows of public.orders would refer to rows of public.accounts that are not there (foreign key orders_account_fkey)',
    );
  });

  test('rows that somebody else put there meanwhile are not overwritten: all is rolled back', async () => {
    await cluster.query('delete from public.accounts where id > 37');
    const lost = (await search('public.accounts')) as Lost;
    await cluster.query(
      `insert into public.accounts (id, email) overriding system value values (40, 'late@x.example')`,
    );
    expect(await failing(put(lost))).toContain('duplicate key value violates unique constraint "accounts_pkey"');
    expect(await values('select id from public.accounts where id > 37')).toEqual(['40']);
  });
});
