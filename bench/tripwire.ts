import { loadavg } from 'node:os';
import pg from 'pg';
import { connect } from '../src/postgres/connection.ts';
import { secret } from '../src/postgres/secret.ts';
import { installTripwire } from '../src/tripwire/install.ts';
import { startCluster } from '../test/support/cluster.ts';

/**
 * `npm run bench:tripwire [-- ROUNDS]`: the same writes in two databases of one server, one with the tripwire and one without,
 * interleaved. Single statements go over the wire one by one, as an application's do.
 */
const rounds = Number(process.argv[2] ?? 7);
const many = 2000;
const cluster = await startCluster({ settings: ['autovacuum=off', 'shared_buffers=256MB'] });
const say = (text: string) => process.stdout.write(`${text}\n`);

const times = (count: number, sql: (n: number) => string) => Array.from({ length: count }, (_, n) => sql(n));
/** What is measured: its name, what goes before it unmeasured, and the statements. */
const work: readonly (readonly [name: string, before: string, statements: readonly string[]])[] = [
  [`${many} single inserts`, 'truncate t', times(many, (n) => `insert into t values (${n}, 'x')`)],
  [`${many} single updates`, filled(many), times(many, (n) => `update t set note = 'y' where id = ${n}`)],
  [`${many} single deletes`, filled(many), times(many, (n) => `delete from t where id = ${n}`)],
  [
    `200 deletes of 100 rows`,
    filled(20_000),
    times(200, (n) => `delete from t where id between ${n * 100 + 1} and ${n * 100 + 100}`),
  ],
  ['one delete of 200,000 rows (of the application)', filled(200_000), ['delete from t']],
  ['one insert of 200,000 rows', 'truncate t', ["insert into t select n, 'x' from generate_series(1, 200000) n"]],
  [
    '200 create table',
    'drop schema if exists made cascade; create schema made',
    times(200, (n) => `create table made.t${n} (id int)`),
  ],
];

function filled(rows: number): string {
  return `truncate t; insert into t select n, 'x' from generate_series(1, ${rows}) n; vacuum analyze t`;
}

try {
  const clients = new Map<string, Record<'person' | 'application', pg.Client>>();
  await cluster.query(
    `create role supabase_admin superuser; create role service_role bypassrls login password '${cluster.password}'`,
  );
  for (const database of ['plain', 'armed']) {
    await cluster.query(`create database ${database}`);
    await cluster.query('create table t (id int primary key, note text); grant all on t to service_role', database);
    const open = async (user: string) => {
      const client = new pg.Client({
        host: cluster.host,
        port: cluster.port,
        user,
        password: cluster.password,
        database,
      });
      client.on('error', () => undefined); // The failed statement says more than the end of its server.
      await client.connect();
      return client;
    };
    clients.set(database, { person: await open('postgres'), application: await open('service_role') });
  }
  const session = await connect({
    ...{ host: cluster.host, port: cluster.port, user: 'postgres', database: 'armed', sslmode: 'disable' },
    password: secret(cluster.password),
  });
  const installed = await installTripwire(session, 100);
  await session.close();
  if (installed.state !== 'armed') throw new Error('the tripwire is not armed');
  say(`load of the machine before: ${loadavg()[0]?.toFixed(1)}`);
  const results = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++)
    // Who goes first changes from round to round.
    for (const [name, before, statements] of work)
      for (const database of round % 2 === 0 ? ['plain', 'armed'] : ['armed', 'plain']) {
        const both = clients.get(database) as Record<'person' | 'application', pg.Client>;
        // Acting as the platform the preparation is refused nothing.
        await both.person.query('set role supabase_admin');
        for (const each of before.split('; ')) await both.person.query(each);
        await both.person.query('reset role; checkpoint');
        const client = name.includes('application') ? both.application : both.person;
        const started = performance.now();
        for (const statement of statements) await client.query(statement);
        const key = `${name} ${database}`;
        results.set(key, [...(results.get(key) ?? []), performance.now() - started]);
      }
  const median = (key: string) => (results.get(key) ?? []).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
  say(`medians of ${rounds} rounds, ms: without, with, ratio`);
  for (const [name] of work) {
    const [plain, armed] = [median(`${name} plain`), median(`${name} armed`)];
    say(`  ${name}: ${plain.toFixed(0)}, ${armed.toFixed(0)}, ${(armed / plain).toFixed(2)}`);
  }
  for (const both of clients.values()) for (const client of Object.values(both)) await client.end();
} finally {
  await cluster.stop();
}
