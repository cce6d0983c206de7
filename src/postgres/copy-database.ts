import { connect } from './connection.ts';
import type { Connection, Scratch } from './types.ts';

/**
 * An empty database on the scratch server for one copy. On a shared server it is the one database made for us; there is
 * no second one: null.
 */
export async function makeCopyDatabase(
  scratch: Scratch,
  name: 'copy' | 'second' | 'probe',
): Promise<Connection | null> {
  if (scratch.sharesServer) return name === 'copy' ? scratch.connection : null;
  const session = await connect(scratch.connection);
  try {
    const database = `permahub_${name}`;
    await session.query(`drop database if exists ${database}`);
    await session.query(`create database ${database} template template0`);
    return { ...scratch.connection, database };
  } finally {
    await session.close();
  }
}
