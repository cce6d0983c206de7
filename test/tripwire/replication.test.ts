import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/postgres/connection.ts';
import { secret } from '../../src/postgres/secret.ts';
import { installTripwire } from '../../src/tripwire/install.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';

let source: Cluster;
let replica: Cluster;
beforeAll(async () => {
  source = await startCluster({ settings: ['wal_level=logical'] });
  replica = await startCluster();
  for (const each of [source, replica]) await each.query('create table public.t (id int primary key)');
  await source.query('create publication all_of_it for all tables');
  await replica.query(
    `create subscription it connection 'host=127.0.0.1 port=${source.port} user=postgres password=${source.password} dbname=postgres' publication all_of_it`,
  );
  const { host, port, password } = replica;
  const session = await connect({
    ...{ host, port, user: 'postgres', database: 'postgres', sslmode: 'disable' },
    password: secret(password),
  });
  await installTripwire(session, 100);
  await session.close();
});
afterAll(async () => {
  await replica?.stop();
  await source?.stop();
});

// Catches: a subscriber that stops for ever at the first TRUNCATE of its publisher.
test('logical replication goes on through a TRUNCATE and a large delete of the publisher', async () => {
  const arrives = async (rows: number) => {
    for (let tries = 0; ; tries++) {
      const [row] = await replica.query('select count(*)::int as n from public.t');
      if (row?.n === rows || tries > 200) return expect(row?.n).toBe(rows);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const fill = 'insert into public.t select generate_series(1, 500)';
  await source.query(fill);
  await arrives(500);
  await source.query('truncate public.t');
  await arrives(0);
  await source.query(fill);
  await arrives(500);
  await source.query('delete from public.t where id > 3');
  await arrives(3);
  await expect(replica.query('truncate public.t')).rejects.toMatchObject({ code: 'PH001' });
});
