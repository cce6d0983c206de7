import { connect } from '../postgres/connection.ts';
import { finish } from '../postgres/finish.ts';
import type { Connection, Facts, Toolset } from '../postgres/types.ts';
import type { Restored } from './types.ts';

/** What the database holds now: facts of every table, sequence and large object, and its schema dump. */
export async function measure(connection: Connection, tools: Toolset): Promise<Restored> {
  const session = await connect(connection);
  try {
    return { facts: await readFacts(session), schema: await dumpSchema(connection, tools) };
  } finally {
    await session.close();
  }
}

async function dumpSchema(connection: Connection, tools: Toolset): Promise<string> {
  const child = tools.start('pg_dump', ['--schema-only', '--no-password'], connection, { stdin: 'ignore' });
  const end = finish(child, `pg_dump of ${connection.host}:${connection.port}/${connection.database}`, {
    secret: connection.password,
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await end;
  return Buffer.concat(chunks).toString('utf8');
}

// INTERIM
async function readFacts(session: { query: <T extends object>(sql: string) => Promise<T[]> }): Promise<Facts> {
  const names = await session.query<{ name: string; kind: string }>(
    `select c.oid::regclass::text as name, c.relkind as kind from pg_class c join pg_namespace n on n.oid=c.relnamespace where relkind in ('r','m') and relispopulated and nspname !~ '^pg_' and nspname <> 'information_schema' and relpersistence <> 't' order by 1`,
  );
  const tables: Facts['tables'][number][] = [];
  for (const { name, kind } of names) {
    const [row] = await session.query<{ rows: string; checksum: string }>(
      `select count(*)::text as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as checksum from only ${name} t`,
    );
    tables.push({
      name,
      kind: kind === 'm' ? 'materialized view' : 'table',
      rows: Number(row?.rows),
      checksum: row?.checksum ?? '',
      method: 'text',
    });
  }
  const seqs = await session.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid=c.relnamespace where relkind='S' and nspname !~ '^pg_' order by 1`,
  );
  const sequences: Facts['sequences'][number][] = [];
  for (const { name } of seqs) {
    const [row] = await session.query<{ v: string; c: boolean }>(
      `select last_value::text as v, is_called as c from ${name}`,
    );
    sequences.push({ name, lastValue: row?.v ?? '', isCalled: row?.c ?? false });
  }
  const [lo] = await session.query<{ count: string; checksum: string }>(
    `select count(*)::text as count, coalesce(sum(hashtextextended(oid::text || encode(lo_get(oid), 'hex'), 0)::numeric), 0)::text as checksum from pg_largeobject_metadata`,
  );
  return { tables, sequences, largeObjects: { count: Number(lo?.count), checksum: lo?.checksum ?? '' } };
}
