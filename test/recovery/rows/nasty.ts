/** Nearly everything that makes putting rows back hard. */
export const nasty = `
create schema ext; create extension citext schema ext;
create schema "Odd Schema";
create type public.mood as enum ('sad', 'ok', 'happy');
create domain public.email as text check (value ~ '@');
create table public.accounts (
  id bigint generated always as identity primary key, email public.email not null unique, nick ext.citext unique,
  mood public.mood default 'ok', moods public.mood[], shout text generated always as (upper(email)) stored,
  secret bytea, extra jsonb, tags text[], during tstzrange, amount numeric(12,4), code char(6), boss bigint references public.accounts,
  at timestamptz default now()
);
create unique index on public.accounts (lower(code)) where code is not null;
create table public.orders (
  account bigint not null references public.accounts on delete cascade, no int not null, note text, primary key (account, no)
);
create table public.lines (id serial primary key, account bigint not null, no int not null, what text,
  foreign key (account, no) references public.orders on delete cascade);
create table public.log (account bigint references public.accounts on delete cascade, what text);
create table "Odd Schema"."Tab""le" ("Ke'y" uuid primary key, "select" bigint references public.accounts on delete set null, v text);
create table public.ring_a (id int primary key, b int);
create table public.ring_b (id int primary key, a int references public.ring_a deferrable initially deferred);
alter table public.ring_a add foreign key (b) references public.ring_b deferrable initially deferred;
create table public.readings (at date not null, sensor int not null, value double precision, primary key (at, sensor)) partition by range (at);
create table public.readings_24 partition of public.readings for values from ('2024-01-01') to ('2025-01-01');
create table public.readings_25 partition of public.readings for values from ('2025-01-01') to ('2026-01-01');
create table public.down (id int primary key default 0);
create sequence public.down_seq increment -1 minvalue -1000 maxvalue 0 start 0; alter table public.down alter id set default nextval('public.down_seq');
create table public.heard (what text);
create function public.hear() returns trigger language plpgsql as $$ begin insert into public.heard values (tg_op || ' ' || tg_table_name); new.note := 'heard'; return new; end $$;
create trigger hear before insert on public.orders for each row execute function public.hear();
alter table public.orders enable row level security; alter table public.orders force row level security;
create policy none on public.orders using (false);
insert into public.accounts (email, nick, mood, moods, secret, extra, tags, during, amount, code, boss)
  select 'u' || i || '@x.example', 'Nick' || i, (array['sad','ok','happy']::public.mood[])[1 + i % 3], '{sad,happy}', decode(lpad(to_hex(i), 4, '0') || '00ff5c', 'hex'),
    jsonb_build_object('k', E'a\\tb\\\\n', 'n', i), array['a,b', E'new\\nline', null, '\\'], tstzrange('2024-01-01', '2024-02-01'), i / 7.0, 'C' || i, nullif(i / 4, 0)
    from generate_series(1, 40) i;
alter table public.orders disable trigger hear;
insert into public.orders select a, n, case when n = 2 then null else 'o' || a end from generate_series(1, 40) a, generate_series(1, 2) n;
alter table public.orders enable trigger hear;
insert into public.lines (account, no, what) select account, no, '\\.' from public.orders;
insert into public.log select i, 'seen' from generate_series(1, 40) i;
insert into "Odd Schema"."Tab""le" select md5(i::text)::uuid, i, null from generate_series(1, 40) i;
begin; insert into public.ring_a values (1, 1), (2, 2); insert into public.ring_b values (1, 1), (2, 2); commit;
insert into public.readings select date '2024-06-01' + i, 1, i / 3.0 from generate_series(1, 400) i;
insert into public.down select nextval('public.down_seq') from generate_series(1, 5);
`;
