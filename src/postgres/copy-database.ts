import { connect } from './connection.ts';
import { quoteName } from './quote.ts';
import type { Connection, Scratch } from './types.ts';

/**
 * An empty database on the scratch server for one copy; "probe" is the copy's own name, for trying things before. On a
 * shared server it is the one database made for us; there is no second one: null.
 */
export async function makeCopyDatabase(
  { connection, names }: Pick<Scratch, 'connection' | 'names'>,
  name: 'copy' | 'second' | 'probe',
): Promise<Connection | null> {
  if (!names) return name === 'copy' ? connection : null;
  const session = await connect(connection);
  try {
    const database = name === 'second' ? names.second : names.copy;
    const quoted = quoteName(database);
    await session.query(`drop database if exists ${quoted}`);
    await session.query(`create database ${quoted} template template0`);
    return { ...connection, database };
  } finally {
    await session.close();
  }
}
