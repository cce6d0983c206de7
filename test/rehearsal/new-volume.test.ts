import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scratch } from '../../src/postgres/types.ts';
import { copyWith, inside, project, rehearse, rehearsed, scratchServer } from './place.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await scratchServer();
});
afterAll(() => scratch?.remove());

/** What Supabase's image has, owned by supabase_admin, and what people put beside it. */
const services = `
  create schema storage; create table storage.objects (id int); insert into storage.objects values (1), (2);
  create table storage.migrations (id int); insert into storage.migrations values (1);
  create schema auth; create table auth.users (id int); insert into auth.users values (1);
  create schema extensions; create extension "uuid-ossp" schema extensions; create table extensions.mine (id int);
  create schema supabase_migrations; create sequence public.loose; grant all on schema supabase_migrations to postgres;
  grant usage on schema auth to postgres; grant all on all tables in schema auth to postgres;
  select lo_from_bytea(0, 'large')`;

const ask = `select (select count(*)::int from storage.objects) as objects, (select count(*)::int from storage.migrations) as migrations,
  (select count(*)::int from auth.users) as users, to_regclass('extensions.mine') as mine, to_regclass('public.loose') as loose,
  (select count(*)::int from pg_largeobject_metadata) as large,
  (select count(*)::int from pg_extension where extname = 'uuid-ossp') as uuid, to_regclass('public.made') is not null as made`;

test('a local reset is rehearsed as on a new volume, and what only the copy has is told apart', async () => {
  const copy = await copyWith(scratch, 'create table users (id int)');
  await inside(copy, services);
  const { folder, remove } = project({
    'supabase/migrations/20250101000000_a.sql': 'create table public.made (id int);',
    'supabase/migrations/20250102000000_b.sql': 'create role anon;',
  });
  const { impact, answer } = await rehearse({ scratch, copy, folder, era: 'v3', argv: ['db', 'reset'], ask });
  remove();
  expect(answer).toEqual([
    { objects: 0, migrations: 1, users: 0, mine: null, loose: null, large: 0, uuid: 1, made: true },
  ]);
  expect(rehearsed(impact)).toMatchObject({
    failure: { cause: 'lacking', file: 'supabase/migrations/20250102000000_b.sql', statement: 'create role anon' },
    lacking: ['a new volume: the role anon is not in it yet'],
  });
  expect(await inside(copy, 'select count(*)::int as objects from storage.objects')).toEqual([{ objects: 2 }]);
});
