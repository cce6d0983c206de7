import { expect, test } from 'vitest';
import { startCluster } from '../support/cluster.ts';
import { bin17 } from '../support/postgres17.ts';
import { changedBy } from './clone.ts';

test('PostgreSQL 17 is read the same way', { timeout: 120_000 }, async () => {
  const cluster = await startCluster({ bin: await bin17() });
  try {
    const setup = `create role anon; create table public.users (id uuid primary key default gen_random_uuid(), name text not null);
      insert into public.users (name) select g::text from generate_series(1, 9) g; alter table public.users enable row level security;
      create policy own on public.users to anon using (true); grant select on public.users to anon; create publication news for tables in schema public;
      create function public.f() returns int language sql begin atomic select 1; end; create aggregate public.total(int) (sfunc = int4pl, stype = int);`;
    const sql = `update public.users set name = 'x' where name = '1'; delete from public.users where name = '2'; drop policy own on public.users;
      alter table public.users disable row level security; drop function public.f(); revoke select on public.users from anon; create table public.new ();`;
    expect(await changedBy(cluster, setup, sql)).toMatchObject({
      tables: [
        { name: 'public.new', kind: 'table', before: null, after: 0, gone: 0, changed: 0, added: 0 },
        { name: 'public.users', kind: 'table', before: 9, after: 8, gone: 1, changed: 1, added: 0 },
      ],
      columns: [],
      sequences: [],
      objects: [
        { kind: 'function', name: 'public.f()', change: 'dropped', to: null },
        { kind: 'grant', name: 'select on public.users for anon', change: 'dropped', to: null },
        { kind: 'policy', name: 'public.users.own', change: 'dropped', to: null },
        { kind: 'row level security', name: 'public.users', change: 'dropped', to: null },
      ],
      largeObjectsGone: 0,
      rowsAfter: { 'public.new': 0, 'public.users': 8 },
    });
  } finally {
    await cluster.stop();
  }
});
