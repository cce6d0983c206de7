/** A database of everything that is easily lost or misread: quoted names, control characters, odd types, ruses. */
export const strange = `
create role "odd ""role" nologin;
create role reader nologin;
grant reader to "odd ""role";
create schema "Odd Schema";
create type public.mood as enum ('sad', 'it''s "ok"', 'happy');
create type public.pair as (a int, b text);
create domain public.short as text check (length(value) < 50);
create collation public.blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table public.types (
  id bigint generated always as identity primary key, m public.mood, p public.pair, s public.short, blind text collate public.blind,
  j json, jb jsonb, x xml, b bytea, bits bit(3), vb bit varying, n numeric, f float8, mo money, ts timestamptz, i interval,
  r int4range, tv tsvector, ia int[], ta text[], ma public.mood[], u uuid, bo boolean, c "char", pt point, rc regclass,
  doubled bigint generated always as (n::bigint * 2) stored);
insert into public.types (m, p, s, blind, j, jb, x, b, bits, vb, n, f, mo, ts, i, r, tv, ia, ta, ma, u, bo, c, pt, rc)
select 'it''s "ok"', row(1, E'two\\n'::text)::public.pair, E'tab\\tback\\\\slash ''quote'' \\b\\f\\v\\r\\n' || g, 'ÄÖ', '{"a": 1.0}', '{"b": [1, null]}', '<a>&amp;</a>',
  E'\\\\x00ff27', B'101', B'', g / 3.0, 'NaN', 12.5, 'infinity', '1 mon -2 days', '[1,5)', 'a b', '{1,NULL}', array['x,y', 'NULL', E'\\\\.', null],
  '{happy}', gen_random_uuid(), g % 2 = 0, 'x', '(1,2)', 'public.types'
from generate_series(1, 300) g;
insert into public.types (m) values (null);
create table "Odd Schema"."Odd ""Table" ("a b" text, "select" int, "ü" text);
insert into "Odd Schema"."Odd ""Table" values (E'\\\\.', 1, 'COPY public.types (id) FROM stdin;'), (E'x\\n\\\\.\\ny', -2, ''), (null, null, 'true');
create table public.one_row (x int, y text);
insert into public.one_row values (1, E'line one\\nINSERT INTO public.one_row (x) VALUES\\n\\t(2);');
create table public.empty (x int);
create table public.without_columns ();
insert into public.without_columns default values;
insert into public.without_columns default values;
create table public.parts (k int, v text) partition by list (k);
create table public.part_one partition of public.parts for values in (1);
create table public.part_rest partition of public.parts default;
insert into public.parts select g % 3, 'p' || g from generate_series(1, 30) g;
create table public.parent (a int);
create table public.child (b int) inherits (public.parent);
insert into public.parent values (1);
insert into public.child values (2, 3), (4, 5);
create table public.a (id int primary key, b int);
create table public.b (id int primary key, a int references public.a);
insert into public.a values (1, 1);
insert into public.b values (1, 1);
alter table public.a add foreign key (b) references public.b;
create unlogged table public.quick (x int);
insert into public.quick values (7);
create table public.watched (x int);
create function public.shout() returns trigger language plpgsql as $$ begin raise exception 'fired'; end $$;
insert into public.watched values (1), (2);
create trigger shout before insert on public.watched for each row execute function public.shout();
create function public.ruse() returns text language sql as $ruse$ select '
COPY public.types (id) FROM stdin;
1
\\.
' $ruse$;
create sequence public.down increment -3 maxvalue 100 minvalue -1000 start 100;
select nextval('public.down'), nextval('public.down');
create sequence public.unused;
create view public.moods as select m from public.types;
create materialized view public.totals as select bo, count(*) from public.types group by bo;
create materialized view public.totals_of_totals as select count(*) from public.totals;
create materialized view public.never as select 1 as x with no data;
alter table public.watched enable row level security;
create policy "p'olicy" on public.watched for select to reader using (x > 1);
grant select on public.watched to reader, "odd ""role";
comment on table public.watched is E'two\\nlines';
create index on public.types using gin (jb);
select lo_from_bytea(0, decode(repeat('00ff2741', 20000), 'hex')), lo_from_bytea(0, ''), lo_from_bytea(0, 'short');
`;
