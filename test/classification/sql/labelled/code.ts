import type { Labelled } from './labelled.ts';

const defined = (body: string) => `create function f() returns void language plpgsql as $f$ begin ${body} end $f$;`;

/** Code that runs, and code that is only defined. */
export const code: readonly Labelled[] = [
  ['do $$ begin drop table users; end $$', 'drop-table users'],
  ['DO LANGUAGE plpgsql $do$ BEGIN DELETE FROM users; END $do$', 'delete-without-where users'],
  ["do 'begin truncate users; end'", 'truncate users'],
  [
    'do $$ begin if exists (select 1) then drop table users cascade; end if; end $$',
    'drop-table users',
    'cascade users',
  ],
  ['do $$ begin for i in 1..3 loop update a set b = i; end loop; end $$', 'update-without-where a'],
  ['do $$ begin drop table a; exception when others then drop table b; end $$', 'drop-table a', 'drop-table b'],
  [
    'do $$ begin if true then null; elsif false then delete from a; else delete from b where c; end if; end $$',
    'delete-without-where a',
    'delete b',
  ],
  ['do $$ begin case 1 when 1 then drop view v; else drop type t; end case; end $$', 'drop-view v', 'drop-type t'],
  [
    'do $$ declare r record; begin for r in delete from users returning * loop null; end loop; end $$',
    'delete-without-where users',
  ],
  [
    'do $$ declare r record; begin for r in select 1 loop delete from users where id = r.id; end loop; end $$',
    'delete users',
  ],
  [
    'do $$ declare n int; begin with g as (delete from users returning 1) select count(*) into n from g; end $$',
    'delete-without-where users',
  ],
  ['do $$ declare n int := (select count(*) from users); begin perform n; end $$'],
  ['do $$ begin perform lo_unlink(1); end $$', 'destructive-call lo_unlink'],
  ["do $$ begin execute 'drop table users'; end $$", 'drop-table users'],
  ["do $$ begin execute 'drop table ' || 'users' || ' cascade'; end $$", 'drop-table users', 'cascade users'],
  ["do $$ begin execute format('drop table %I', 'Users'); end $$", 'drop-table "Users"'],
  ["do $$ begin execute 'select 1'; end $$"],
  [
    "do $$ declare t text; begin for t in select tablename from pg_tables loop execute 'drop table ' || t; end loop; end $$",
    'dynamic-sql -',
  ],
  [
    "do $$ declare r record; begin for r in (select * from pg_policies) loop execute format('drop policy %I on %I', r.policyname, r.tablename); end loop; end $$",
    'drop-policy "…"."…"',
  ],
  ['do $$ begin execute (select body from scripts); end $$', 'dynamic-sql -'],
  ['do $$ begin execute $x$ delete from users where id = $1 $x$ using 1; end $$', 'delete users'],
  ['do $$ begin <<a>> begin begin delete from users; end; end; end $$', 'delete-without-where users'],
  ['do $$ begin create temp table t (id int); delete from t; end $$'],
  ['do $$ begin create type mood as enum (); exception when duplicate_object then null; end $$'],
  ["do $$ begin if not exists (select from pg_roles where rolname = 'app') then create role app; end if; end $$"],
  ['do $$ begin alter table users add column a int; exception when duplicate_column then null; end $$'],
  ['do $$ begin alter publication supabase_realtime add table users; end $$'],
  ['do $$ not plpgsql $$', 'unreadable-code -'],
  ["do language plperl $$ spi_exec_query('drop table users') $$", 'unreadable-code -'],
  ['do language plv8 $$ plv8.execute("delete from users") $$', 'unreadable-code -'],

  [defined('drop table users;')],
  [`${defined('delete from users;')} select f()`, 'delete-without-where users'],
  [`${defined('delete from users;')} select public.f()`, 'delete-without-where users'],
  [`${defined('delete from users;')} select * from f()`, 'delete-without-where users'],
  [`${defined('delete from users;')} do $$ begin perform f(); end $$`, 'delete-without-where users'],
  [`${defined("execute 'drop table ' || current_user;")} select f()`, 'dynamic-sql -'],
  [`${defined('delete from users;')} create trigger t after insert on a for each row execute function f()`],
  [`${defined('delete from users;')} select g()`],
  [`${defined('delete from users;')} create policy p on a using (f() is null)`],
  [`${defined('delete from users;')} comment on function f() is 'select f()'`],
  [`${defined('delete from users;')} drop function f()`, 'drop-function f'],
  [
    `${defined('perform g();')} create function g() returns void language sql as 'truncate a'; select f()`,
    'truncate a',
  ],
  ['create procedure p() language plpgsql as $$ begin truncate users; commit; end $$; call p()', 'truncate users'],
  ["create procedure p() language sql as 'delete from users where id = 1'; call p()", 'delete users'],
  ["create function f() returns int language sql as 'delete from users returning 1'; select 1"],
  [
    "create function f() returns int language sql as 'delete from users returning 1'; insert into a values (f())",
    'delete-without-where users',
  ],
  [
    "create function f() returns int language sql as 'delete from users returning 1'; select 1 where f() = 1",
    'delete-without-where users',
  ],
  [
    'create function f() returns int language sql begin atomic delete from users; select 1; end; select f()',
    'delete-without-where users',
  ],
  [`${defined('perform f(); delete from users;')} select f()`, 'delete-without-where users'],
  ["do 'begin execute ''drop table a''; end'", 'drop-table a'],
  [
    "create function f(int) returns int language sql as 'delete from users returning 1'; values (f(1))",
    'delete-without-where users',
  ],
  [
    "create function f(int) returns int language sql as 'delete from users returning 1'; create table x as select f(1)",
    'delete-without-where users',
  ],
  [
    "create function f(int) returns int language sql as 'delete from users returning 1'; create materialized view x as select f(1)",
    'delete-without-where users',
  ],
  ["create function f(int) returns int language sql as 'delete from users returning 1'; create view x as select f(1)"],
  [
    "create function f(int) returns int language sql as 'delete from users returning 1'; alter table a alter b type int using f(b)",
    'alter-column-using a.b',
    'delete-without-where users',
  ],
  [
    "create function f(int) returns int language sql as 'delete from users returning 1'; alter table a add column b int default f(1)",
    'delete-without-where users',
  ],
  [
    "create function f(int) returns int language sql as 'delete from users returning 1'; alter table a alter column b set default f(1)",
  ],
  [
    "do $$ begin execute $q$ create function g() returns void language sql as 'truncate a' $q$; perform g(); end $$",
    'truncate a',
  ],
  ["do $$ begin execute format('select %I()', a); end $$", 'dynamic-sql -'],
  ["do $$ begin execute format('drop table %s', a); end $$", 'dynamic-sql -'],
  ["do $$ begin execute format('drop table %I', a); end $$", 'drop-table "…"'],
  ["do $$ begin execute format('alter table %I enable row level security', a); end $$"],
  [
    "do $$ begin execute format('create temp table %I (id int)', a); execute format('drop table %I', b); end $$",
    'drop-table "…"',
  ],
];
