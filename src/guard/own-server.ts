import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import { readIdentity } from '../postgres/identity.ts';
import { createScratchDatabase } from '../postgres/scratch-database.ts';
import type { Connection, Scratch } from '../postgres/types.ts';

/** The person's own server as libpq would find it: PGHOST, PGPORT, PGUSER, PGDATABASE, else the default socket. */
function ownServer(env: NodeJS.ProcessEnv): Connection {
  const socket = ['/var/run/postgresql', '/tmp'].find((folder) =>
    existsSync(`${folder}/.s.PGSQL.${env.PGPORT || 5432}`),
  );
  return {
    host: env.PGHOST || socket || 'localhost',
    port: Number(env.PGPORT || 5432),
    user: env.PGUSER || userInfo().username,
    database: env.PGDATABASE || 'postgres',
    password: null,
    sslmode: null,
  };
}

/**
 * A scratch database on the person's own server, only where the settings ask for it ("createdb"). Failure: scratch-is-source,
 * because a restore beside the source would look like writes to it for ever.
 */
export async function scratchOnOwnServer(of: {
  readonly bin: string | null;
  readonly env: NodeJS.ProcessEnv;
  /** System identifier of the database that is backed up, null when none is reached. */
  readonly source: string | null;
}): Promise<Scratch> {
  const connection = ownServer(of.env);
  const session = await connect(connection, { env: of.env });
  try {
    const { systemIdentifier } = await readIdentity(session, connection);
    if (systemIdentifier === of.source)
      throw new Failure('scratch-is-source', { place: `${connection.host}:${connection.port}` });
  } finally {
    await session.close();
  }
  return createScratchDatabase({ bin: of.bin, env: of.env }, connection);
}
