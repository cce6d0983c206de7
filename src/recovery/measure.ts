import { connect } from '../postgres/connection.ts';
import { readFacts } from '../postgres/facts.ts';
import { finish } from '../postgres/finish.ts';
import type { Connection, Toolset } from '../postgres/types.ts';
import type { Restored } from './types.ts';

/**
 * What the database holds now: facts of every table, sequence and large object, and its schema dump; read over two sessions,
 * or as many as `count` says, and by pg_dump at once. Rows of the tables named `unread` are left alone: see `readFacts`.
 */
export async function measure(
  connection: Connection,
  tools: Toolset,
  { count = 2, unread = [] }: { readonly count?: number | undefined; readonly unread?: readonly string[] } = {},
): Promise<Restored> {
  const first = await connect(connection);
  // Where the server has no room for more, fewer do it.
  const more = await Promise.all(Array.from({ length: count - 1 }, () => connect(connection).catch(() => null)));
  const sessions = [first, ...more.filter((session) => session !== null)] as const;
  const schema = dumpSchema(connection, tools);
  try {
    const [facts, text] = await Promise.all([readFacts(sessions, undefined, unread), schema]);
    return { facts, schema: withoutRefreshes(text) };
  } finally {
    await Promise.allSettled([schema]);
    await Promise.all(sessions.map((session) => session.close()));
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

/** pg_restore writes a REFRESH for materialised views into a schema dump, pg_dump does not: rows are not schema. */
export function withoutRefreshes(schema: string): string {
  return schema.replace(
    /^--\n-- Name: .*; Type: MATERIALIZED VIEW DATA; .*\n--\n\nREFRESH MATERIALIZED VIEW .*;\n\n\n/gm,
    '',
  );
}
