/** More than 2,000 rows in the demo project's tables, in auth and in storage: what a person loses with a reset. */
export const rows = `
insert into auth.users (id, email, created_at)
  select md5('user' || n)::uuid, 'user' || n || '@harbour.example', timestamptz '2025-01-10 09:00+00' + n * interval '31 minutes'
  from generate_series(1, 120) n;
insert into storage.buckets (id, name) values ('covers', 'covers'), ('invoices', 'invoices');
insert into storage.objects (bucket_id, name)
  select case when n % 3 = 0 then 'invoices' else 'covers' end, 'file-' || n from generate_series(1, 90) n;
insert into public.profiles (id, full_name, handle)
  select md5('user' || n)::uuid, 'Person ' || n, 'user-' || n from generate_series(1, 120) n;
insert into public.memberships (shop_id, profile_id, role)
  select 1 + n % 2, md5('user' || n)::uuid, case when n % 40 = 0 then 'owner' else 'staff' end::public.member_role
  from generate_series(1, 60) n;
insert into public.products (shop_id, sku, title, price_cents, tags)
  select 1 + n % 2, 'SKU-' || n, 'The lantern and the tide, volume ' || n, 500 + n, array['tide', 'v' || n]
  from generate_series(1, 150) n;
insert into public.stock (product_id, quantity) select id, id % 17 from public.products;
insert into public.customers (id, email, name, joined_on)
  select md5('customer' || n)::uuid, 'c' || n || '@pier.example', 'Żofia Müller ' || n, date '2025-02-01' + n
  from generate_series(1, 200) n;
insert into public.orders (shop_id, customer_id, status, placed_at)
  select 1 + n % 2, md5('customer' || (1 + n % 200))::uuid, 'placed', timestamptz '2025-03-01 10:00+00' + n * interval '1 hour'
  from generate_series(1, 500) n;
insert into public.order_items (order_id, line, product_id, quantity, price_cents)
  select 999 + n, 1, 1 + n % 150, 1 + n % 5, 700 + n from generate_series(1, 500) n;
update public.orders set status = 'paid' where id % 3 = 0;
select lo_from_bytea(0, convert_to(repeat('a large object ', 500), 'UTF8'));
create materialized view public.best_customers as
  select customer_id, count(*) as orders from public.orders group by 1;
`;

/** An extension that exists in the image only, and that insists on the name of its database. */
export const jobs = `
create extension pg_cron;
select cron.schedule('tidy up', '0 0 1 1 *', 'delete from public.order_events');
`;
