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

let made = 0;

/** Makes a database with `setup` and clones it. */
export async function cloned(cluster: Cluster, setup: string): Promise<Cloned> {
  const [copy, clone] = [`before_${++made}`, `after_${made}`];
  await cluster.query(`create database ${copy}`);
  await cluster.query(setup, copy);
  const beforeConnection = connectionTo(cluster, copy);
  const session = await connect(beforeConnection);
  const facts = await readFacts([session]).finally(session.close);
  await cluster.query(`create database ${clone} template ${copy}`);
  const [row] = await cluster.query('select pg_current_xact_id()::text as since');
  const before = await readBefore(beforeConnection);
  return { before, beforeConnection, after: connectionTo(cluster, clone), facts, since: String(row?.since) };
}

/** What `sql` does to a clone of a database made by `setup`. */
export async function changedBy(cluster: Cluster, setup: string, sql: string): Promise<Diff> {
  const both = await cloned(cluster, setup);
  await cluster.query(sql, both.after.database);
  return readDiff(both);
}
