import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../src/postgres/connection.ts';
import { secret } from '../../src/postgres/secret.ts';
import type { Catalog } from '../../src/rehearsal/catalog.ts';
import { schemaChange, schemaDifferences } from '../../src/rehearsal/diff-schema.ts';
import { readCatalog } from '../../src/rehearsal/inventory.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster?.stop());

const start = `
  create table public.users (id int primary key, name text, note text);
  create view public.names as select name from public.users;
  create function public.f(int) returns int language sql as 'select 1';
  create role reader;`;

/** Runs the SQL in a database that holds the start, and says what it changed; oids differ from database to database. */
let databases = 0;
async function changed(sql: string, before = ''): Promise<ReturnType<typeof schemaChange>> {
  const database = `d${databases++}`;
  await cluster.query('drop role if exists reader');
  await cluster.query(`create database ${database}`);
  await cluster.query('create table t (); drop table t;'.repeat(databases) + start + before, database);
  const was = await read(database);
  await cluster.query(sql, database);
  const is = await read(database);
  await cluster.query('drop owned by reader', database);
  return schemaChange(was, is);
}

async function read(database: string): Promise<Catalog> {
  const { host, port, user, password } = cluster;
  const session = await connect({ host, port, user, database, password: secret(password), sslmode: 'disable' });
  try {
    return await readCatalog(session);
  } finally {
    await session.close();
  }
}

const migration = `
  create table public.tags (id int generated always as identity primary key, name text not null default 'x' check (name <> ''));
  create index on public.tags (name);
  alter table public.tags enable row level security;
  create policy own on public.tags using (id > 0);
  grant select on public.tags to reader;
  alter table public.users drop column note, add column age bigint;
  alter table public.users alter column name set not null;
  drop function public.f(int);
  create or replace view public.names as select name from public.users where id > 0;`;

describe('the schema after the real run', () => {
  test('is as rehearsed when the same SQL changed it, whatever was there before and whatever the oids are', async () => {
    const [rehearsed, real] = [
      await changed(migration),
      await changed(migration, 'create table public.only_there (id int); create extension citext;'),
    ];
    expect(rehearsed.made.length).toBeGreaterThan(10);
    expect(schemaDifferences(rehearsed, real)).toEqual([]);
  });

  test.each([
    [
      '',
      'create table public.late (id int)',
      ['column public.late.id: added, and not in rehearsal', 'table public.late: added, and not in rehearsal'],
    ],
    ['drop view public.names', '', ['view public.names: dropped in rehearsal only']],
    [
      'drop view public.names',
      'create or replace view public.names as select name from public.users limit 1',
      ['view public.names: changed, and dropped in rehearsal'],
    ],
    [
      'create table public.t (a int)',
      'create table public.t (a bigint)',
      ['column public.t.a: added otherwise than in rehearsal'],
    ],
    [
      'create policy p on public.users using (id > 1)',
      'create policy p on public.users using (id > 2)',
      ['policy public.users.p: added otherwise than in rehearsal'],
    ],
    [
      '',
      'grant select on public.users to reader',
      ['grant select on public.users for reader: added, and not in rehearsal'],
    ],
    [
      '',
      'alter table public.users enable row level security',
      ['row level security public.users: added, and not in rehearsal'],
    ],
    ["insert into public.users values (1, 'a', 'b')", '', []],
  ])('rehearsed %j, run %j', async (rehearsed, real, differences) => {
    expect(schemaDifferences(await changed(rehearsed || 'select 1'), await changed(real || 'select 1'))).toEqual(
      differences,
    );
  });
});
