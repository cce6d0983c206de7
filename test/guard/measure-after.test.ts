import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Held } from '../../src/guard/hold.ts';
import { measureAfter, schemaBefore } from '../../src/guard/measure-after.ts';
import { connect } from '../../src/postgres/connection.ts';
import { secret } from '../../src/postgres/secret.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(`create schema supabase_migrations; create table public.users (id int); insert into public.users values (1), (2);
    create table supabase_migrations.schema_migrations (version text primary key); insert into supabase_migrations.schema_migrations values ('02'), ('01');
    create role app login bypassrls password 'app-password'; grant usage on schema supabase_migrations to app;
    grant select on all tables in schema public, supabase_migrations to app;`);
});
afterAll(() => cluster?.stop());

async function as<T>(user: string, password: string, work: (held: Held) => Promise<T>): Promise<T> {
  const { host, port } = cluster;
  const connection = { host, port, user, database: 'postgres', password: secret(password), sslmode: 'disable' };
  const session = await connect(connection);
  try {
    return await work({ source: { connection, session } } as unknown as Held);
  } finally {
    await session.close();
  }
}
/** A run on a database that no volume goes with. */
const ran = (command: string) =>
  ({ command, removes: 'none', target: {}, place: { env: {} } }) as unknown as Parameters<typeof measureAfter>[1];
const tables = [
  { name: 'public.users', rows: 2 },
  { name: 'supabase_migrations.schema_migrations', rows: 2 },
];

test('rows, history and catalog are read after a push', async () => {
  const { rows, schema } = await as('postgres', cluster.password, (held) => measureAfter(held, ran('db push')));
  expect(rows).toEqual({ is: tables });
  expect(schema?.versions).toEqual({ is: ['01', '02'] });
  const catalog = schema?.catalog;
  expect(catalog && 'is' in catalog && catalog.is.tables.map(({ name }) => name).sort()).toEqual(
    tables.map(({ name }) => name),
  );
});

test('a role that may not read the whole catalog still reads the history', async () => {
  const before = await as('app', 'app-password', (held) => schemaBefore(held, 'migration up'));
  expect(before?.versions).toEqual({ is: ['01', '02'] });
  expect(before?.catalog).toEqual({ why: expect.stringContaining('permission denied') });
});

test('other commands are only counted, and nothing is asked of the schema', async () => {
  expect(await as('app', 'app-password', (held) => measureAfter(held, ran('db reset')))).toEqual({
    rows: { is: tables },
    schema: null,
  });
  expect(await as('app', 'app-password', (held) => schemaBefore(held, 'db reset'))).toBeNull();
});

test('a server that is gone, or was never there, is said of everything', async () => {
  const connection = { host: '127.0.0.1', port: 1, user: 'x', database: 'x', password: null, sslmode: 'disable' };
  const gone = { why: expect.stringContaining('127.0.0.1:1') };
  expect(await measureAfter({ source: { connection } } as unknown as Held, ran('db push'))).toEqual({
    rows: gone,
    schema: { versions: gone, catalog: gone },
  });
  const none = { why: 'there was no database to reach before' };
  expect(await measureAfter({ source: null } as unknown as Held, ran('db push'))).toEqual({
    rows: none,
    schema: { versions: none, catalog: none },
  });
});
