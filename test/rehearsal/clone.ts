import { connect } from '../../src/postgres/connection.ts';
import { readFacts } from '../../src/postgres/facts.ts';
import type { Connection, Facts } from '../../src/postgres/types.ts';
import type { Catalog } from '../../src/rehearsal/catalog.ts';
import { readBefore } from '../../src/rehearsal/inventory.ts';
import { readDiff } from '../../src/rehearsal/read-diff.ts';
import type { Diff } from '../../src/rehearsal/types.ts';
import { connectionTo } from '../backup/fixture.ts';
import type { Cluster } from '../support/cluster.ts';

/** A database and its clone, as the rehearsal makes them. */
export interface Cloned {
  readonly before: Catalog;
  readonly beforeConnection: Connection;
  readonly after: Connection;
  readonly facts: Facts;
  readonly since: string;
}

type Original = Pick<Cloned, 'before' | 'beforeConnection' | 'facts'>;
const originals = new Map<string, Original>();
let made = 0;

/** Makes a database with `setup` and clones it; one setup is made once for a cluster. */
export async function cloned(cluster: Cluster, setup: string): Promise<Cloned> {
  const key = `${cluster.port} ${setup}`;
  const original = originals.get(key) ?? (await make(cluster, setup));
  originals.set(key, original);
  const clone = `after_${++made}`;
  await cluster.query(`create database ${clone} template ${original.beforeConnection.database}`);
  const [row] = await cluster.query('select pg_current_xact_id()::text as since');
  return { ...original, after: connectionTo(cluster, clone), since: String(row?.since) };
}

async function make(cluster: Cluster, setup: string): Promise<Original> {
  const copy = `before_${++made}`;
  await cluster.query(`create database ${copy}`);
  await cluster.query(setup, copy);
  const beforeConnection = connectionTo(cluster, copy);
  const session = await connect(beforeConnection);
  const facts = await readFacts([session]).finally(session.close);
  return { before: await readBefore(beforeConnection), beforeConnection, facts };
}

/** What `sql` does to a clone of a database made by `setup`. */
export async function changedBy(cluster: Cluster, setup: string, sql: string): Promise<Diff> {
  const both = await cloned(cluster, setup);
  await cluster.query(sql, both.after.database);
  return readDiff(both);
}
