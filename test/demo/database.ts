import type { Cluster } from '../support/cluster.ts';
import { migrations } from './migrations.ts';

/** What Supabase's platform brings: roles, and schemas `auth` and `extensions` that belong to supabase_admin. */
const platform = `
create role supabase_admin superuser;
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
grant anon, authenticated, service_role to authenticator;
create schema extensions authorization supabase_admin;
create schema auth authorization supabase_admin;
grant usage on schema public, extensions, auth to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
create table auth.users (
  id uuid primary key,
  email varchar(255) unique,
  encrypted_password varchar(255),
  raw_user_meta_data jsonb,
  created_at timestamptz,
  last_sign_in_at timestamptz
);
create table auth.identities (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  provider text not null,
  identity_data jsonb not null
);
alter table auth.users owner to supabase_admin;
alter table auth.identities owner to supabase_admin;
create publication supabase_realtime;
`;

/** A reproducible uuid of a kind and a number. */
const id = (kind: string, n: string) => `md5('${kind}' || ${n})::uuid`;
const pick = (words: readonly string[], n: string) =>
  `(array[${words.map((w) => `'${w}'`).join(', ')}])[1 + (${n}) % ${words.length}]`;
const first = ['Ada', 'Bruno', 'Chiara', 'Dmitri', 'Elif', 'Femke', 'Goran', 'Hana', 'Ines', 'Jonas', 'Keiko'];
const last = ['Almeida', 'Berg', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ito', 'Jansen'];
const nouns = ['tide', 'lantern', 'harbour', 'compass', 'gull', 'mast', 'current', 'lighthouse', 'rope', 'anchor'];
const cities = ['Lisbon', 'Rotterdam', 'Gdansk', 'Bergen', 'Trieste', 'Valencia', 'Marseille', 'Hamburg'];
const name = (n: string) => `${pick(first, n)} || ' ' || ${pick(last, `${n} / 11`)}`;

/** How many of what there is most of. */
interface Amounts {
  readonly users: number;
  readonly products: number;
  readonly customers: number;
  readonly orders: number;
  readonly reviews: number;
}

/** About 85,000 rows in all, and a tenth of them: enough for tests that do not ask how long something takes. */
const amounts = {
  all: { users: 3000, products: 2400, customers: 5000, orders: 10_000, reviews: 4000 },
  tenth: { users: 300, products: 240, customers: 500, orders: 1000, reviews: 400 },
} as const satisfies Record<string, Amounts>;

export type Amount = keyof typeof amounts;

/** The trigger on orders writes the order events. */
const rows = ({ users, products, customers, orders, reviews }: Amounts) => `
insert into auth.users select ${id('user', 'n')}, 'user' || n || '@harbour.example', '$2a$10$' || repeat(md5(n::text), 1),
    jsonb_build_object('full_name', ${name('n')}), timestamptz '2025-01-10 09:00+00' + n * interval '31 minutes',
    case when n % 5 > 0 then timestamptz '2025-09-01 07:00+00' + n * interval '3 minutes' end
  from generate_series(1, ${users}) n;
insert into auth.identities (id, user_id, provider, identity_data)
  select ${id('identity', 'n')}, ${id('user', 'n')}, ${pick(['email', 'google', 'github'], 'n')}, jsonb_build_object('sub', n)
  from generate_series(1, ${users}) n;
insert into public.profiles select ${id('user', 'n')}, ${name('n')}, 'user-' || n, timestamptz '2025-01-10 09:00+00' + n * interval '31 minutes'
  from generate_series(1, ${users}) n;
insert into public.shops (name, currency, settings)
  select 'Shop ' || ${pick(cities, 'n')} || ' ' || n, case when n % 4 = 0 then 'GBP' else 'EUR' end, jsonb_build_object('vat', 19 + n % 3)
  from generate_series(1, 12) n;
insert into public.memberships
  select 1 + n % 12, ${id('user', 'n')}, (array['owner', 'manager', 'staff']::public.member_role[])[1 + least(n / 12, 2)]
  from generate_series(1, 240) n;
insert into public.categories (parent_id, name) select case when n > 6 then 1 + n % 6 end, initcap(${pick(nouns, 'n')}) || ' things ' || n
  from generate_series(1, 40) n;
insert into public.products (shop_id, sku, title, price_cents, tags)
  select 1 + n % 12, 'SKU-' || n, 'The ' || ${pick(nouns, 'n')} || ' and the ' || ${pick(nouns, 'n / 10')}, 300 + (n * 37) % 9000,
    array[${pick(nouns, 'n')}, ${pick(cities, 'n')}]
  from generate_series(1, ${products}) n;
insert into public.product_categories select n, 1 + n % 40 from generate_series(1, ${products}) n;
insert into public.stock select n, (n * 13) % 250, date '2025-10-01' - n % 30 from generate_series(1, ${products}) n;
insert into public.customers select ${id('customer', 'n')}, 'customer' || n || '@mail.example', ${name('n * 3')}, date '2025-01-01' + n % 280
  from generate_series(1, ${customers}) n;
insert into public.addresses (customer_id, street, city, country)
  select ${id('customer', 'n')}, initcap(${pick(nouns, 'n')}) || ' street ' || n % 90, ${pick(cities, 'n')}, ${pick(['PT', 'NL', 'PL', 'NO', 'IT', 'ES', 'FR', 'DE'], 'n')}
  from generate_series(1, ${customers}) n;
insert into public.orders (shop_id, customer_id, status, placed_at)
  select 1 + n % 12, ${id('customer', `(1 + n % ${customers})`)}, ${pick(['placed', 'paid', 'shipped', 'shipped', 'returned'], 'n')}::public.order_status,
    timestamptz '2025-03-01 08:00+00' + n * interval '33 minutes'
  from generate_series(1, ${orders}) n;
insert into public.order_items (order_id, line, product_id, quantity, price_cents)
  select 999 + n, line, 1 + (n * 7 + line) % ${products}, 1 + (n + line) % 4, 300 + (n * 11 + line) % 9000
  from generate_series(1, ${orders}) n, generate_series(1, 1 + n % 4) line;
insert into public.payments (order_id, amount_cents, method, paid_at)
  select o.id, sum(i.total_cents), ${pick(['card', 'transfer', 'wallet'], 'o.id::int')}, o.placed_at + interval '5 minutes'
  from public.orders o join public.order_items i on i.order_id = o.id where o.status <> 'placed' group by o.id;
insert into public.reviews (product_id, customer_id, stars, body)
  select 1 + (n * 17) % ${products}, ${id('customer', `(1 + n % ${customers})`)}, 1 + (n * 3) % 5, case when n % 3 > 0 then 'Review ' || n || ': ' || ${pick(nouns, 'n')} end
  from generate_series(1, ${reviews}) n;
alter publication supabase_realtime add table public.orders, public.order_events;
analyze;
`;

/** Fills an empty cluster's database `postgres`: roles, auth schema, the project's migrations and their data. */
export async function fillDemoDatabase(cluster: Cluster, amount: Amount = 'all'): Promise<void> {
  await cluster.query(platform);
  for (const migration of migrations) await cluster.query(migration.sql);
  await cluster.query(history);
  await cluster.query(rows(amounts[amount]));
}

/** The table in which the Supabase CLI remembers what it applied. */
const history = `
create schema supabase_migrations;
create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
${migrations.map((m) => `insert into supabase_migrations.schema_migrations values ('${m.version}', array[$statement$${m.sql}$statement$], '${m.name}');`).join('\n')}
`;
