import type { Session } from './connection.ts';

/** Databases that are the server's or Supabase's own: they hold nothing a person put there. */
const own = ['postgres', '_supabase', 'template0', 'template1'];

/** Names of the other databases on the server that hold a person's data. */
export async function readOtherDatabases(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(
    `select datname as name from pg_database where datname <> all ($1) and datname <> current_database() order by 1`,
    [own],
  );
  return rows.map(({ name }) => name);
}
