/** A hosted project's roles: `postgres` is no superuser and owns neither auth nor storage nor extensions. */
export const hosted = `
create role postgres login password 'test-password-1' createdb createrole replication bypassrls;
alter database postgres owner to postgres;
create role anon nologin noinherit; create role authenticated nologin noinherit; create role service_role nologin noinherit bypassrls;
create role supabase_auth_admin nologin noinherit; create role supabase_storage_admin nologin noinherit;
grant anon, authenticated, service_role to postgres with admin option;
grant set on parameter session_replication_role to postgres;
create schema extensions;
create extension pgcrypto schema extensions; create extension "uuid-ossp" schema extensions;
create schema auth authorization supabase_admin; create schema storage authorization supabase_admin; create schema vault;
create table auth.users (id uuid primary key, email text);
create table auth.sessions (id bigserial primary key, user_id uuid references auth.users);
create table auth.schema_migrations (version text primary key);
create table vault.secrets (name text);
create table storage.objects (id uuid primary key default gen_random_uuid(), name text);
alter table auth.users owner to supabase_auth_admin; alter table auth.sessions owner to supabase_auth_admin;
alter table storage.objects owner to supabase_storage_admin; alter table storage.objects enable row level security;
insert into auth.schema_migrations values ('1'), ('2');
insert into vault.secrets values ('kept');
create function auth.uid() returns uuid language sql as $$ select null::uuid $$;
grant usage on schema public, extensions, auth, storage, vault to postgres, anon, authenticated, service_role;
grant usage on schema auth to supabase_auth_admin; grant usage on schema storage to supabase_storage_admin;
grant all on schema public to postgres;
grant all on auth.users, auth.sessions, storage.objects to postgres; grant all on sequence auth.sessions_id_seq to postgres;
grant select on auth.schema_migrations, vault.secrets to postgres;
alter default privileges in schema public grant all on tables to anon;
create function extensions.watch() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger watch on ddl_command_end execute function extensions.watch();
create publication supabase_realtime; alter publication supabase_realtime owner to postgres;
`;

/** What people made in it, as postgres. */
export const hostedRows = `
alter default privileges in schema public grant all on tables to anon, authenticated;
create schema app; grant usage on schema app to authenticated;
create type public.shade as enum ('light', 'dark');
create table public.notes (id bigint generated always as identity primary key, user_id uuid references auth.users, body text, shade public.shade);
create table app.settings (key text primary key, value jsonb);
create function public.new_user() returns trigger language plpgsql security definer as $$ begin insert into public.notes (user_id, body) values (new.id, 'welcome'); return new; end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.new_user();
alter table public.notes enable row level security;
create policy mine on public.notes to authenticated using (user_id = auth.uid());
revoke all on public.notes from anon;
alter publication supabase_realtime add table public.notes;
create extension citext schema public;
create table public.names (name public.citext);
insert into auth.users select md5('u' || n)::uuid, 'u' || n || '@x.example' from generate_series(1, 200) n;
insert into auth.sessions (user_id) select id from auth.users;
insert into app.settings values ('a', '{}'); insert into public.names values ('Ada');
insert into storage.objects (name) select 'f' || n from generate_series(1, 20) n;
select lo_from_bytea(70001, 'hello');
`;
