import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';

/**
 * Whether the server refuses a write of a new session, with the settings the database gives it, because it is read only: it
 * tries to make a temporary table, which goes with the session. Failures: those of connecting.
 */
export async function probeWrite(connection: Connection, env: NodeJS.ProcessEnv): Promise<'refused' | 'not refused'> {
  const session = await connect(connection, { env });
  try {
    // Ours is off in sessions of the guard; this one is to be like anybody's.
    await session.query('reset default_transaction_read_only');
    await session.query('begin');
    await session.query('create temporary table permahub_probe (n int)');
    return 'not refused';
  } catch (error) {
    if (error instanceof Failure && error.detail.sqlstate === '25006') return 'refused';
    // That the role may make no temporary tables is asked after that: it is not read only.
    if (error instanceof Failure && error.detail.sqlstate === '42501') return 'not refused';
    throw error;
  } finally {
    await session.close();
  }
}
