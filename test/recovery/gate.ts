/**
 * A table whose rows cannot be restored as long as the cluster has a database named `stop`, and wait for 20 s as long as it has
 * one named `wait`: so a restore fails, or can be ended, at a known place.
 */
export const gate = `
create function public.gate() returns boolean language plpgsql as $$ begin
  if exists (select from pg_catalog.pg_database where datname = 'wait') then perform pg_catalog.pg_sleep(20); end if;
  return not exists (select from pg_catalog.pg_database where datname = 'stop');
end $$;
create table public.gated (id int primary key check (public.gate()));
insert into public.gated values (1);`;

/** Asked from another database: whoever connects to the one that is restored is sent away. */
export const waiting = `select from pg_stat_activity where wait_event = 'PgSleep'`;
