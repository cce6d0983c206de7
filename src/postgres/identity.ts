import type { Session } from './connection.ts';
import type { Connection, Identity } from './types.ts';

/** Who the database is. Any role may ask: pg_control_system() is open to PUBLIC (seen on 15 and 17). */
export async function readIdentity(session: Session, connection: Connection): Promise<Identity> {
  const [row] = await session.query<{ system: string; oid: string; database: string; version: string }>(`
    select (select system_identifier::text from pg_control_system()) as system,
           d.oid::text as oid, d.datname as database, current_setting('server_version_num') as version
      from pg_database d where d.datname = current_database()`);
  if (!row) throw new Error('pg_database has no row of the current database');
  return {
    systemIdentifier: row.system,
    databaseOid: Number(row.oid),
    host: connection.host,
    port: connection.port,
    database: row.database,
    serverVersion: Number(row.version),
  };
}
