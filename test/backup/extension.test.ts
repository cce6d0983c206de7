import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyBackup } from '../../src/verification/verify.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { emptyDirectory, request, scratch, takeBackup } from './fixture.ts';

let cluster: Cluster;
const directory = emptyDirectory();
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(async () => {
  await cluster?.stop();
  directory.remove();
});

test('what needs an extension the scratch server lacks is named, never called verified, and the rest is proven', async () => {
  await cluster.query(`
    create extension pgcrypto;
    create table public.fine (x int);
    insert into public.fine select generate_series(1, 10);
    create table public.needs (salt text default public.gen_salt('bf'), x int);
    insert into public.needs (x) values (1), (2);
    create view public.both as select f.x from public.fine f join public.needs n on n.x = f.x;
    update pg_extension set extname = 'vanished' where extname = 'pgcrypto'`);
  const { record, backup } = await takeBackup(cluster, directory.path);
  expect(record).toMatchObject({ tables: 1, rows: 10, data: 'read-back' });
  const why = 'extension "vanished" is not available';
  expect(record.unverified[0]).toBe(`the extension vanished and what needs it: ${why}`);
  const named = record.unverified.join('\n');
  for (const words of [
    'CREATE EXTENSION IF NOT EXISTS vanished WITH SCHEMA public: extension "vanished" is not available',
    'CREATE TABLE public.needs: function public.gen_salt(text) does not exist',
    'CREATE VIEW public."both" AS: relation "public.needs" does not exist',
    'public.needs: its rows could not be restored',
    'schema: not like this in the copy: table public.needs',
    'data.sql: its rows are those of full.sql, but it was not restored',
  ])
    expect(named).toContain(words);
  expect(named).not.toMatch(/public\.fine|SET /);
  expect(backup.metadata.facts.tables.map(({ name, rows }) => [name, rows])).toEqual([
    ['public.fine', 10],
    ['public.needs', 2],
  ]);
  const again = await verifyBackup({ backup, scratch });
  expect(again).toMatchObject({ tables: 1, rows: 10, data: 'read-back' });
  expect(again.unverified.join('\n')).toContain('public.needs could not be restored');
});

test('a trigger that fires always keeps data.sql from being called restored', async () => {
  await cluster.query(`
    create database always`);
  await cluster.query(
    `create table public.t (x int);
     insert into public.t values (1);
     create function public.f() returns trigger language plpgsql as $$ begin new.x := 5; return new; end $$;
     create trigger f before insert on public.t for each row execute function public.f();
     alter table public.t enable always trigger f`,
    'always',
  );
  const { source } = request(cluster, directory.path);
  const { record } = await takeBackup(cluster, directory.path, {
    source: { ...source, connection: { ...source.connection, database: 'always' } },
  });
  expect(record.data).toBe('read-back');
  expect(record.unverified).toEqual([
    'data.sql: its rows are those of full.sql, but it was not restored: the trigger f of public.t would fire',
  ]);
});
