import { connect, type Session } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import type { Catalog, CatalogObject } from './catalog.ts';
import { objectsQuery } from './inventory-objects.ts';
import { readSequences, readTables } from './inventory-tables.ts';

/** What is in the restored copy (or its clone) before the CLI ran there; three queries. Failures: those of connect, query-failed. */
export async function readBefore(copy: Connection): Promise<Catalog> {
  const session = await connect(copy);
  try {
    return await readCatalog(session);
  } finally {
    await session.close();
  }
}

/** What is in this database now. Needs a session with search_path ''. */
export async function readCatalog(session: Session): Promise<Catalog> {
  await session.query(
    `select set_config('jit', 'off', false), set_config('max_parallel_workers_per_gather', '0', false)`,
  );
  return {
    tables: await readTables(session),
    sequences: await readSequences(session),
    objects: await session.query<CatalogObject>(objectsQuery),
  };
}
