import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installTripwire } from '../../src/tripwire/install.ts';
import { openTicket } from '../../src/tripwire/ticket.ts';
import { type Server, startServer } from './server.ts';

/** Command, and what the message says of it. */
const destroying: readonly (readonly [sql: string, named: string])[] = [
  ['drop table public.lines', 'DROP TABLE: table public.lines\n'],
  ['drop table public.orders cascade', 'DROP TABLE: table public.orders'],
  ['drop schema shop cascade', 'DROP SCHEMA: drop schema shop cascade'],
  ['drop schema permahub cascade', 'DROP SCHEMA: drop schema permahub cascade'],
  ["do $$ begin execute 'drop schema if exists shop cascade'; end $$", 'DROP SCHEMA: do $$ begin'],
  ['drop owned by postgres_member', 'DROP OWNED: drop owned by postgres_member'],
  ['alter table public.orders drop column note', 'ALTER TABLE: table column public.orders.note'],
  ['alter table public.orders alter column note type int using 1', 'ALTER TABLE: type of a column of public.orders'],
  ['drop view public.seen', 'DROP VIEW: view public.seen'],
  ['drop materialized view public.kept', 'DROP MATERIALIZED VIEW: materialized view public.kept'],
  ['drop function public.three()', 'DROP FUNCTION: function public.three()'],
  ['drop type public.shade', 'DROP TYPE: type public.shade'],
  ['drop policy mine on public.orders', 'DROP POLICY: policy mine on public.orders'],
  ['drop trigger touch on public.lines', 'DROP TRIGGER: trigger touch on public.lines'],
  ['drop sequence public.numbers', 'DROP SEQUENCE: sequence public.numbers'],
  ['drop index public.orders_note', 'DROP INDEX: index public.orders_note'],
  ['drop extension citext', 'DROP EXTENSION: extension citext'],
  [
    'alter table public.lines drop constraint lines_at_fkey',
    'ALTER TABLE: table constraint lines_at_fkey on public.lines',
  ],
  ['truncate public.lines', 'TRUNCATE: table public.lines'],
  ['truncate public.orders cascade', 'TRUNCATE: table public.'],
  ['truncate public.parted_1', 'TRUNCATE: table public.parted_1'],
  ['truncate shop."Odd Name"', 'TRUNCATE: table shop."Odd Name"'],
  ['set session_replication_role = replica; truncate public.lines', 'TRUNCATE: table public.lines'],
  ['delete from public.lines', 'DELETE: more than 100 rows of table public.lines'],
  ['delete from public.lines where id <= 101', 'DELETE: more than 100 rows of table public.lines'],
  ['delete from public.parted', 'DELETE: more than 100 rows of table public.parted'],
  ['delete from auth.users', 'DELETE: more than 100 rows of table auth.users'],
  [
    'with gone as (delete from public.lines returning 1) select count(*) from gone',
    'DELETE: more than 100 rows of table ',
  ],
  ['set session_replication_role = replica; delete from public.orders', 'DELETE: more than 100 rows of table '],
];

const harmless: readonly string[] = [
  'delete from public.lines where id <= 100',
  'update public.orders set note = upper(note)',
  'create table public.fresh (id int); insert into public.fresh select generate_series(1, 10)',
  'alter table public.orders add column more text default now()::text; alter table public.orders alter column more drop default',
  'create temporary table mine (id serial primary key); create index on pg_temp.mine (id); drop table mine',
  'create temporary table mine as select 1 as id; alter table mine alter column id type text; truncate mine',
  'create or replace view public.seen as select id, note from public.orders',
  'refresh materialized view public.kept',
  'reindex table public.orders',
  'alter table public.orders alter column note set default 1',
  'drop table if exists public.never',
];

/** What somebody in the application, or in the platform, does all day; each is the first words of a psql run. */
const application: readonly (readonly [user: string, ...sql: string[]])[] = [
  ['authenticator', 'set role service_role', 'delete from public.lines'],
  ['authenticator', 'set role service_role', 'select public.purge()'],
  ['postgres', 'set role service_role', 'delete from public.lines'],
  ['worker', 'delete from public.lines'],
  ['worker', 'truncate public.lines'],
  [
    'supabase_admin',
    'create table auth.t (id int)',
    'drop table auth.t',
    'delete from auth.users',
    'truncate auth.users',
  ],
];

/** Everything the tripwire has to do, on one server: `npm test` has 15, the long tests 17. */
export function refusals(start: () => Promise<string>): void {
  let server: Server;
  let whole: unknown;
  beforeAll(async () => {
    server = await startServer(await start());
    const session = await server.session();
    const installed = await installTripwire(session, 100);
    await session.close();
    expect(installed).toMatchObject({ state: 'armed', refused: [], problems: [], lacking: [], outOfReach: [] });
    whole = await server.inventory();
  }, 300_000);
  afterAll(() => server?.cluster.stop());
  const unchanged = async () => expect(await server.inventory()).toEqual(whole);
  const rolledBack = (...sql: readonly string[]) => ['begin', ...sql, 'rollback'];

  describe.each(['postgres', 'postgres_member'])('a person who logs in as %s', (user) => {
    test.each(destroying)('is refused %s', async (sql, named) => {
      // Only superusers may silence ordinary triggers, drop what others own, or look into auth.
      const asSuperuser = /session_replication_role|drop owned|auth\.|permahub|citext/.test(sql);
      const said = await server.psql(asSuperuser ? 'postgres' : user, sql);
      expect(said).toMatch(/^ERROR: {2}PH001: Permahub guards this database and refused /m);
      expect(said).toContain(named);
      await unchanged();
    });

    test.each(harmless)('may %s', async (sql) => {
      expect(await server.psql(user, 'begin', sql, 'rollback')).toBe('');
    });
  });

  test.each(application)('%s is not refused: %s, %s', async (user, ...sql) => {
    const role = sql[0]?.startsWith('set role') ? [sql.shift() as string] : [];
    expect(await server.psql(user, ...role, ...rolledBack(...sql))).toBe('');
  });

  test('the message says what was refused, why, and the way to do it', async () => {
    const said = await server.psql('postgres', 'drop table public.lines');
    await expect(`${said}\n`).toMatchFileSnapshot('../goldens/tripwire-refused.txt');
  });

  test('a partial rollback does not help: what was refused in a transaction ends it', async () => {
    const sql = 'begin; savepoint a; drop table public.lines; commit';
    expect(await server.psql('postgres', sql)).toContain('PH001');
    await unchanged();
  });

  describe('new tables', () => {
    afterAll(async () => {
      const ticket = await openTicket({ connection: server.as('postgres'), roles: ['postgres'], once: true });
      await server.psql(
        'postgres',
        'drop table if exists public.made, public.selected, public.parted_2; drop schema if exists extra cascade',
      );
      await ticket.close();
      await unchanged();
    });
    test.each([
      ['create table public.made as select generate_series(1, 500) as id', 'public.made'],
      ['select generate_series(1, 500) as id into public.selected', 'public.selected'],
      ['create table public.parted_2 partition of public.parted for values from (1000) to (2000)', 'public.parted_2'],
      ['create schema extra create table t (id int)', 'extra.t'],
    ])('are guarded from their first moment: %s', async (sql, table) => {
      expect(await server.psql('postgres_member', 'set role postgres', sql)).toBe('');
      expect(await server.psql('postgres', `truncate ${table}`)).toContain(`TRUNCATE: table ${table}`);
      const triggers = await server.cluster.query(
        `select tgname, tgenabled from pg_trigger where tgrelid = '${table}'::regclass and not tgisinternal order by 1`,
      );
      expect(triggers).toEqual([
        { tgname: 'permahub_delete', tgenabled: 'A' },
        { tgname: 'permahub_truncate', tgenabled: 'A' },
      ]);
    });
    test('and so is one whose triggers somebody switched off, from its next change on', async () => {
      await server.psql('postgres', 'alter table public.made disable trigger all');
      expect(await server.psql('postgres', 'truncate public.made')).toContain('TRUNCATE: table public.made');
    });
  });

  describe('a copy', () => {
    test('made by CREATE DATABASE … TEMPLATE refuses nothing', async () => {
      await server.cluster.query('create database copied template postgres', 'template1');
      await server.cluster.query(
        'truncate public.lines; drop table public.orders cascade; drop schema shop cascade',
        'copied',
      );
      await server.cluster.query('drop database copied', 'template1');
    });
  });
}
