import { connect } from './connection.ts';
import type { Connection } from './types.ts';

/** server_version_num of a server, e.g. 150018. Failures: those of connecting. */
export async function readServerVersion(connection: Connection): Promise<number> {
  const session = await connect(connection);
  try {
    const [row] = await session.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    return Number(row?.version);
  } finally {
    await session.close();
  }
}
