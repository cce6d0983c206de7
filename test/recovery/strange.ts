/** Supabase's roles and schemas as far as a plain server can have them; everything belongs to whom it does there. */
export const platform = `
create role supabase_admin superuser login password 'test-password-1';
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin login noinherit createrole;
create role supabase_storage_admin login noinherit createrole;
create role dashboard_user nologin createdb createrole replication;
grant anon, authenticated, service_role to authenticator;
create schema extensions;
create extension pgcrypto schema extensions;
create extension "uuid-ossp" schema extensions;
create schema auth authorization supabase_admin;
create schema storage authorization supabase_admin;
create table auth.users (id uuid primary key, email text unique, created_at timestamptz default now());
create table auth.schema_migrations (version text primary key);
create table auth.refresh_tokens (id bigserial primary key, user_id uuid references auth.users on delete cascade, token text);
create table storage.buckets (id text primary key, name text not null, owner uuid, public boolean default false);
create table storage.objects (id uuid primary key default extensions.uuid_generate_v4(), bucket_id text references storage.buckets, name text);
alter table storage.objects enable row level security;
alter table auth.users owner to supabase_auth_admin;
alter table auth.schema_migrations owner to supabase_auth_admin;
alter table auth.refresh_tokens owner to supabase_auth_admin;
alter table storage.buckets owner to supabase_storage_admin;
alter table storage.objects owner to supabase_storage_admin;
create function auth.uid() returns uuid language sql stable as $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
grant usage on schema public, extensions, auth, storage to anon, authenticated, service_role;
grant usage on schema auth to supabase_auth_admin;
grant usage on schema storage to supabase_storage_admin;
grant all on all tables in schema auth, storage to postgres, service_role, dashboard_user;
grant all on all sequences in schema auth to postgres, dashboard_user;
grant select, insert on storage.objects to authenticated, anon;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
create publication supabase_realtime;
`;

/** One of nearly everything a dump can hold, with rows in it. */
export const objects = `
alter default privileges revoke execute on functions from public;
create schema app; create schema "Odd Schema";
grant usage on schema app to authenticated;
create type public.mood as enum ('sad', 'ok', 'happy');
create type app.money2 as (amount numeric, currency text);
create domain public.email as text check (value ~ '@');
create sequence public.ticket start 500 increment 5;
create table public.people (
  id bigint generated always as identity primary key,
  email public.email not null unique, mood public.mood default 'ok',
  shout text generated always as (upper(email)) stored,
  user_id uuid references auth.users on delete cascade,
  secret bytea default extensions.gen_random_bytes(8), worth app.money2, tags text[], extra jsonb, during tstzrange
);
create table public.child (note text) inherits (public.people);
create table public.readings (at date not null, value double precision) partition by range (at);
create table public.readings_2024 partition of public.readings for values from ('2024-01-01') to ('2025-01-01');
create table app.readings_2025 partition of public.readings for values from ('2025-01-01') to ('2026-01-01');
create table "Odd Schema"."Tab""le 'x' \\ %s" ("Col;umn" text, "select" int);
create unlogged table app.cache (k text primary key, v text);
create table app.loop_a (id int primary key, b int); create table app.loop_b (id int primary key, a int references app.loop_a);
alter table app.loop_a add foreign key (b) references app.loop_b deferrable initially deferred;
create view public.happy as select id, email from public.people where mood = 'happy';
create materialized view app.totals as select mood, count(*) from public.people group by mood;
create materialized view app.unfilled as select 1 as one with no data;
create unique index on app.totals (mood);
create statistics app.stats on email, mood from public.people;
create function public.count_people() returns bigint language sql security definer as $$ select count(*) from public.people $$;
create procedure app.nothing() language plpgsql as $$ begin perform '--
-- Name: people; Type: TABLE; Schema: public; Owner: postgres
--
'; end $$;
create aggregate app.total(int) (sfunc = int4pl, stype = int);
create function app.touch() returns trigger language plpgsql as $$ begin raise notice 'touched'; return new; end $$;
create trigger touched before update on public.people for each row execute function app.touch();
create function public.new_user() returns trigger language plpgsql security definer as $$ begin insert into public.people (email, user_id) values (new.email, new.id); return new; end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.new_user();
create function app.watch() returns event_trigger language plpgsql as $$ begin
  insert into app.watched values (tg_tag); end $$;
create table app.watched (tag text);
alter table public.people enable row level security;
create policy own on public.people for select to authenticated using (user_id = auth.uid());
create policy "read objects" on storage.objects for select to anon, authenticated using (bucket_id = 'public');
create cast (text as public.mood) with inout as assignment;
create operator app.=== (leftarg = int, rightarg = int, function = int4eq);
create collation app.german (provider = icu, locale = 'de-DE');
create text search configuration app.simple2 (copy = pg_catalog.simple);
create extension postgres_fdw schema app;
create server elsewhere foreign data wrapper postgres_fdw options (host '192.0.2.1');
create user mapping for authenticated server elsewhere options (user 'x');
create foreign table app.far (id int) server elsewhere;
create foreign data wrapper nothing;
revoke all on public.people from anon; grant select (email) on public.people to anon;
grant execute on function public.count_people() to authenticated; revoke execute on function public.count_people() from anon;
comment on table public.people is 'it''s people'; comment on column public.people.email is E'a\\nb';
comment on schema public is 'changed';
create publication extra for table only public.people (id, email, mood) where (id > 3);
alter publication supabase_realtime add table public.readings_2024;
insert into auth.users select md5('u' || n)::uuid, 'user' || n || '@x.example', '2025-01-01' from generate_series(1, 300) n;
insert into auth.schema_migrations values ('20250101');
insert into auth.refresh_tokens (user_id, token) select id, md5(id::text) from auth.users;
insert into storage.buckets values ('public', 'public', null, true);
insert into storage.objects (bucket_id, name) select 'public', 'f' || n from generate_series(1, 50) n;
update public.people set mood = 'happy', worth = (2.50, 'EUR'), tags = '{a,"b c",NULL}', extra = '{"k": "\\\\n\\t"}', during = '[2024-01-01, 2024-02-01)' where id % 2 = 0;
insert into public.child (id, email, note) select 9000 + n, 'child' || n || '@x.example', E'tab\\there\\\\.\\n\\\\.' from generate_series(1, 20) n;
insert into public.readings select date '2024-06-01' + n, n / 3.0 from generate_series(1, 500) n;
insert into "Odd Schema"."Tab""le 'x' \\ %s" values ('''"\\', 1), (null, null);
insert into app.cache values ('a', 'b');
begin; insert into app.loop_a values (1, 1); insert into app.loop_b values (1, 1); commit;
select nextval('public.ticket'), nextval('public.ticket');
refresh materialized view app.totals;
select lo_from_bytea(70001, 'hello'), lo_from_bytea(70002, decode(repeat('00ff5c', 4000), 'hex'));
grant select on large object 70001 to authenticated; comment on large object 70002 is 'big';
create event trigger watch_tables on ddl_command_end execute function app.watch();
`;
