import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { connect, type Session } from '../../src/postgres/connection.ts';
import { secret } from '../../src/postgres/secret.ts';
import type { Connection } from '../../src/postgres/types.ts';
import { bin15, type Cluster, startCluster } from '../support/cluster.ts';

/** A server with a small Supabase-like database, and psql in front of it. */
export interface Server {
  readonly cluster: Cluster;
  readonly as: (user: string, database?: string) => Connection;
  /** A session of ours, as the guard has one. */
  readonly session: (user?: string) => Promise<Session>;
  /** Runs psql -c with each of these, in one connection, as somebody; what it said on stderr, "" when all went well. */
  readonly psql: (user: string, ...sql: readonly string[]) => Promise<string>;
  /** Everything that is there: rows of each table, and every object by name. */
  readonly inventory: (database?: string) => Promise<unknown>;
}

const platform = `
create role postgres_member login password 'test-password-1' in role postgres;
create role anon nologin; create role authenticated nologin; create role service_role nologin bypassrls;
create role authenticator login noinherit password 'test-password-1'; grant anon, authenticated, service_role to authenticator;
create role supabase_admin superuser login password 'test-password-1';
create role worker login password 'test-password-1';
create schema auth authorization supabase_admin; create table auth.users (id int); alter table auth.users owner to supabase_admin;
create extension citext schema public;
create table public.orders (id int primary key, note text);
create table public.lines (id int, at int references public.orders on delete cascade);
create table public.parted (id int) partition by range (id);
create table public.parted_1 partition of public.parted for values from (0) to (1000);
create table public.parent (id int); create table public.child () inherits (public.parent);
create schema shop; create table shop."Odd Name" (id int); create sequence public.numbers; create view public.seen as select id from public.orders;
create materialized view public.kept as select id from public.orders; create type public.shade as enum ('light');
create function public.three() returns int language sql as 'select 3';
create policy mine on public.orders using (true); create index orders_note on public.orders (note);
create function public.touch() returns trigger language plpgsql as 'begin return new; end'; create trigger touch before insert on public.lines for each row execute function public.touch();
insert into public.orders select n, 'n' from generate_series(1, 500) n;
insert into public.lines select n, n from generate_series(1, 500) n;
insert into public.parted select n from generate_series(1, 500) n; insert into auth.users select n from generate_series(1, 500) n;
create function public.purge() returns void language sql security definer as 'delete from public.lines';
grant usage on schema public, auth to anon, service_role, worker; grant all on all tables in schema public to service_role, worker;
`;

const everything = `select json_build_object(
  'rows', (select json_object_agg(c.oid::regclass, (xpath('/row/c/text()', query_to_xml('select count(*) as c from ' || c.oid::regclass, false, true, '')))[1]::text)
     from pg_class c where c.relkind in ('r', 'p', 'm') and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)' and c.relpersistence <> 't'),
  'objects', (select json_agg(words order by words) from (
     select pg_describe_object('pg_class'::regclass, oid, 0) as words from pg_class where oid >= 16384 and relkind <> 't' and relpersistence <> 't'
     union all select pg_describe_object('pg_class'::regclass, attrelid, attnum) || ' ' || format_type(atttypid, atttypmod) from pg_attribute where attrelid >= 16384 and attnum > 0
     union all select pg_describe_object(classid, objid, 0) from pg_depend where classid in ('pg_proc'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_type'::regclass) and objid >= 16384
     union all select 'schema ' || nspname from pg_namespace union all select 'event trigger ' || evtname from pg_event_trigger) x)) as all`;

export async function startServer(bin: string = bin15): Promise<Server> {
  const cluster = await startCluster({ bin });
  await cluster.query(platform);
  const as = (user: string, database = 'postgres'): Connection => ({
    ...{ host: cluster.host, port: cluster.port, database, user, sslmode: 'disable' },
    password: secret(cluster.password),
  });
  return {
    cluster,
    as,
    session: (user = 'postgres') => connect(as(user)),
    psql: (user, ...sql) =>
      new Promise((resolve) => {
        const env = { PATH: process.env.PATH, PGPASSWORD: cluster.password };
        const args = [
          '-X',
          '-q',
          '-v',
          'ON_ERROR_STOP=1',
          '-v',
          'VERBOSITY=verbose',
          ...sql.flatMap((each) => ['-c', each]),
        ];
        const url = `postgresql://${user}@${cluster.host}:${cluster.port}/postgres?sslmode=disable`;
        execFile(join(bin15, 'psql'), [...args, url], { env }, (_error, _out, said) =>
          resolve(
            said
              .split('\n')
              .filter((line) => !/^(NOTICE|LOCATION|CONTEXT|PL\/pgSQL|SQL statement)/.test(line))
              .join('\n')
              .trim(),
          ),
        );
      }),
    inventory: async (database) => (await cluster.query(everything, database))[0]?.all,
  };
}
