import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lossOf } from '../../src/rehearsal/loss.ts';
import type { Diff } from '../../src/rehearsal/types.ts';
import { rehearsed } from '../approval/impacts.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { changedBy } from './clone.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query('create role anon; create role authenticated; create role service_role; create role helper');
});
afterAll(() => cluster?.stop());

const setup = `
  create schema app; create extension pgcrypto with schema app;
  create type app.mood as enum ('sad', 'happy'); create domain app.short as text check (length(value) < 9);
  create table public.users (id int primary key generated always as identity, owner text, note text);
  insert into public.users (owner) values ('a'), ('b');
  alter table public.users enable row level security;
  create policy owner_only on public.users to anon using (owner = current_user);
  grant select on public.users to anon; grant select (note), insert on public.users to authenticated; grant usage on schema app to service_role;
  create index by_owner on public.users (owner);
  alter table public.users add constraint short_note check (length(note) < 9);
  create view public.names as select owner from public.users;
  create materialized view app.counted as select count(*) from public.users;
  create function app.f(int) returns int language sql as 'select 1';
  create function app.tr() returns trigger language plpgsql as 'begin return new; end';
  create trigger guard before update on public.users for each row execute function app.tr();
  create sequence app.ticket; select nextval('app.ticket'), nextval('app.ticket');
  create publication news for table public.users;
  alter default privileges in schema app grant select on tables to anon;
  create event trigger watch on ddl_command_start execute function app.et();`;
const eventTrigger = `create schema if not exists app; create function app.et() returns event_trigger language plpgsql as 'begin end';`;
const full = setup.replace('create schema app;', eventTrigger);

const objects = ({ objects: all }: Diff) =>
  all.map(({ kind, name, change, to }) => `${kind} ${name} ${change}${to === null ? '' : ` ${to}`}`);
const lost = (diff: Diff) => lossOf(rehearsed(diff)).objectsLost;

describe('objects', () => {
  test.each<[string, string, string[]]>([
    ['nothing at all', 'select 1', []],
    ['a policy dropped', 'drop policy owner_only on public.users', ['policy public.users.owner_only dropped']],
    [
      'a policy made again as it was',
      'drop policy owner_only on public.users; create policy owner_only on public.users to anon using (owner = current_user)',
      [],
    ],
    [
      'a policy opened',
      'alter policy owner_only on public.users to anon using (true)',
      ['policy public.users.owner_only changed'],
    ],
    [
      'a policy renamed',
      'alter policy owner_only on public.users rename to mine',
      ['policy public.users.owner_only renamed public.users.mine'],
    ],
    [
      'row level security off',
      'alter table public.users disable row level security',
      ['row level security public.users dropped'],
    ],
    [
      'row level security forced',
      'alter table public.users force row level security',
      ['row level security public.users (also for its owner) added'],
    ],
    [
      'grants taken away, of a table, a column, a schema',
      'revoke all on public.users from anon, authenticated; revoke usage on schema app from service_role',
      [
        'grant insert on public.users for authenticated dropped',
        'grant select on public.users for anon dropped',
        'grant select on public.users.note for authenticated dropped',
        'grant usage on schema app for service_role dropped',
      ],
    ],
    [
      'a function nobody may call any more',
      'revoke execute on function app.f(int) from public',
      ['grant execute on function app.f(integer) for public dropped'],
    ],
    [
      'a function of another body',
      "create or replace function app.f(int) returns int language sql as 'select 2'",
      ['function app.f(integer) changed'],
    ],
    ['a function dropped, its grants with it', 'drop function app.f(int)', ['function app.f(integer) dropped']],
    [
      'default privileges',
      'alter default privileges in schema app revoke select on tables from anon',
      ['default privilege select on new tables of postgres in app for anon dropped'],
    ],
    [
      'a view, a materialised view',
      'drop view public.names; drop materialized view app.counted',
      ['materialized view app.counted dropped', 'view public.names dropped'],
    ],
    [
      'a view that shows something else',
      "create or replace view public.names as select owner || '' as owner from public.users",
      ['view public.names changed'],
    ],
    ['a trigger off', 'alter table public.users disable trigger guard', ['trigger public.users.guard changed']],
    [
      'trigger, index and constraint',
      'drop trigger guard on public.users; drop index public.by_owner; alter table public.users drop constraint short_note',
      [
        'constraint public.users.short_note dropped',
        'index public.by_owner dropped',
        'trigger public.users.guard dropped',
      ],
    ],
    [
      'types',
      "alter type app.mood add value 'fine'; drop domain app.short",
      ['type app.mood changed', 'type app.short dropped'],
    ],
    ['an extension is one change', 'drop extension pgcrypto', ['extension pgcrypto dropped']],
    ['a publication', 'alter publication news drop table public.users', ['publication news changed']],
    ['an event trigger', 'drop event trigger watch', ['other event trigger watch dropped']],
    [
      'a new table with all it has is one table',
      'create table public.t (id int primary key, b int unique); create index on public.t (b); alter table public.t enable row level security; grant select on public.t to anon',
      [],
    ],
    [
      'an unlogged table',
      'alter publication news drop table public.users; alter table public.users set unlogged',
      ['publication news changed', 'table public.users changed'],
    ],
  ])('%s', async (_, sql, expected) => {
    expect(objects(await changedBy(cluster, full, sql))).toEqual(expected);
  });

  test('of a table under another name are the same, and what refers to it changes', async () => {
    const diff = await changedBy(cluster, full, 'alter table public.users rename to people');
    expect(objects(diff)).toEqual(
      [
        'table public.users renamed public.people',
        'materialized view app.counted changed',
        'publication news changed',
        'view public.names changed',
      ].sort(),
    );
    expect(lossOf(rehearsed(diff)).nothingLost).toBe(true);
  });
});

describe('what is lost', () => {
  test('with a table goes all it has, told once', async () => {
    const diff = await changedBy(cluster, full, 'drop table public.users cascade');
    expect(diff.tables).toEqual([
      { name: 'public.users', kind: 'table', before: 2, after: null, gone: 2, changed: 0, added: 0 },
    ]);
    expect(diff.sequences).toEqual([]);
    expect(lost(diff)).toEqual(['table public.users', 'materialized view app.counted', 'view public.names']);
  });

  test('with a schema goes everything in it', async () => {
    const diff = await changedBy(cluster, full, 'drop schema app cascade');
    expect(lost(diff)).toEqual([
      'extension pgcrypto',
      'function app.et()',
      'function app.f(integer)',
      'function app.tr()',
      'materialized view app.counted',
      'event trigger watch',
      'schema app',
      'trigger public.users.guard',
      'type app.mood',
      'type app.short',
      'sequence app.ticket',
    ]);
    expect(diff.sequences).toEqual([{ name: 'app.ticket', before: '2', after: null }]);
  });

  test('when a table is made again without its protection', async () => {
    const diff = await changedBy(
      cluster,
      full,
      'drop table public.users cascade; create table public.users (id int primary key, owner text)',
    );
    expect(lost(diff)).toEqual([
      'column public.users.note',
      'constraint public.users.short_note',
      'grant insert on public.users for authenticated',
      'grant select on public.users for anon',
      'grant select on public.users.note for authenticated',
      'index public.by_owner',
      'materialized view app.counted',
      'policy public.users.owner_only',
      'row level security public.users',
      'trigger public.users.guard',
      'view public.names',
      'sequence public.users_id_seq',
    ]);
    expect(diff.tables).toMatchObject([{ name: 'public.users', before: 2, after: 0, gone: 2 }]);
  });

  test('sequences', async () => {
    const diff = await changedBy(
      cluster,
      full,
      "select setval('app.ticket', 1, false); create sequence app.new; insert into public.users (owner) values ('c')",
    );
    expect(diff.sequences).toEqual([
      { name: 'app.new', before: null, after: '1 (not used yet)' },
      { name: 'app.ticket', before: '2', after: '1 (not used yet)' },
      { name: 'public.users_id_seq', before: '2', after: '3' },
    ]);
  });

  // Roles are the whole server's: the last test, so that no other sees the change.
  test('roles', async () => {
    const diff = await changedBy(
      cluster,
      full,
      'alter role anon createdb; grant anon to authenticated; drop role helper',
    );
    expect(lost(diff)).toEqual(['role helper']);
  });
});
