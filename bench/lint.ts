import { lintSql } from '../src/classification/sql/lint.ts';
import { loadParser } from '../src/classification/sql/parser.ts';
import type { SqlSource } from '../src/target/sql/types.ts';

/** One migration as projects have them, about 1.3 kB: table, policies, index, trigger function, DO block, rows. */
function migration(at: number): string {
  const table = `public.orders_${at}`;
  return `-- orders, part ${at}
create table if not exists ${table} (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null default '',
  body jsonb not null default '{}'::jsonb,
  created_at timestamptz not null default now()
);
alter table ${table} enable row level security;
create policy "People see their own" on ${table} for select using (auth.uid() = user_id);
create policy "People change their own" on ${table} for update using (auth.uid() = user_id) with check (auth.uid() = user_id);
create index if not exists orders_${at}_user on ${table} (user_id, created_at desc);
create or replace function public.touch_${at}() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  new.created_at := now();
  delete from ${table} where id = old.id;
  return new;
end;
$$;
create trigger touch before update on ${table} for each row execute function public.touch_${at}();
do $$ begin
  if not exists (select 1 from pg_type where typname = 'mood_${at}') then create type mood_${at} as enum ('a', 'b'); end if;
end $$;
insert into ${table} (user_id, title) select id, 'Hello' from auth.users where email like '%@example.com' on conflict do nothing;
${at % 10 === 0 ? `drop table if exists public.old_${at};` : ''}
`;
}

/** A seed file of about 1 MB: INSERT statements of 50 rows. */
function seed(): string {
  const row = (at: number) => `(${at}, 'Person ${at}', 'person${at}@example.com', '2025-11-14 14:30:22+00', null)`;
  const statement = (at: number) =>
    `insert into public.people (id, name, email, created_at, note) values\n${Array.from({ length: 50 }, (_, n) => row(at * 50 + n)).join(',\n')};\n`;
  return Array.from({ length: 270 }, (_, at) => statement(at)).join('');
}

const source = (file: string, text: string): SqlSource => ({ file, kind: 'file', version: null, text });
const migrations = Array.from({ length: 1000 }, (_, at) => source(`${at}.sql`, migration(at)));
const inputs: Readonly<Record<string, readonly SqlSource[]>> = {
  migrations,
  file: [
    source(
      'all.sql',
      migrations
        .slice(0, 780)
        .map(({ text }) => text)
        .join(''),
    ),
  ],
  seed: [source('seed.sql', seed())],
};

// One input a process: what counts is the first read, while everything is still cold.
const name = process.argv[2] ?? 'migrations';
const sources = inputs[name];
if (!sources) throw new Error(`Name one of ${Object.keys(inputs).join(', ')}.`);
const loading = process.cpuUsage();
const parser = await loadParser();
const loaded = process.cpuUsage(loading);
const reading = process.cpuUsage();
const began = performance.now();
const { findings, unparsed } = lintSql(sources, parser);
const seconds = (performance.now() - began) / 1000;
const { user } = process.cpuUsage(reading);
const megabytes = sources.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
process.stdout.write(
  `${name}: ${sources.length} files, ${megabytes.toFixed(2)} MB, ${findings.length} findings, ${unparsed.length} unparsed: ${(user / 1e6).toFixed(2)} s of processor, ${seconds.toFixed(2)} s by the clock; loading the parser ${(loaded.user / 1e6).toFixed(2)} s\n`,
);
