import type { Session } from './connection.ts';

/**
 * What the database says was applied: versions in its own order, as the CLI asks for them, and path -> hash of the seeds
 * that ran. No table, no history. Reads only. Failures: query-failed, server-gone.
 */
export async function readHistory(
  session: Session,
): Promise<{ readonly versions: readonly string[]; readonly seeds: ReadonlyMap<string, string> }> {
  const versions = (await exists(session, 'schema_migrations'))
    ? await session.query<{ version: string }>(
        'select version from supabase_migrations.schema_migrations order by version',
      )
    : [];
  const seeds = (await exists(session, 'seed_files'))
    ? await session.query<{ path: string; hash: string }>('select path, hash from supabase_migrations.seed_files')
    : [];
  return {
    versions: versions.map(({ version }) => String(version)),
    seeds: new Map(seeds.map(({ path, hash }) => [String(path), String(hash)])),
  };
}

async function exists(session: Session, table: string): Promise<boolean> {
  const [row] = await session.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    `supabase_migrations.${table}`,
  ]);
  return row?.there === true;
}
