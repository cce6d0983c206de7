import type { Failure } from '../failures.ts';
import { connect } from './connection.ts';
import { secret } from './secret.ts';
import type { Connection } from './types.ts';

/** The local stack's own password of every login role, unless its container was made with another one. */
export const localPassword = secret('postgres');

/**
 * The connection of a local stack's database as its superuser `supabase_admin`, who may read what `postgres` may not
 * (auth, storage, vault); the connection as it was where that role is no superuser or cannot log in.
 * Other failures (target-unreachable…) are thrown.
 */
export async function localSuperuser(connection: Connection, env: NodeJS.ProcessEnv): Promise<Connection> {
  for (const password of [localPassword, connection.password ?? localPassword]) {
    const superuser: Connection = { ...connection, user: 'supabase_admin', password };
    try {
      const session = await connect(superuser, { env });
      const [role] = await session.query<{ is: boolean }>(
        'select rolsuper as is from pg_roles where rolname = current_user',
      );
      await session.close();
      if (role?.is) return superuser;
    } catch (error) {
      // Another password or no such role: the next way is tried, and the last one is what the caller had.
      if ((error as Failure).code !== 'login-refused') throw error;
    }
  }
  return connection;
}
