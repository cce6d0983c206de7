import type { Session } from '../postgres/connection.ts';
import { listTables, type TableToRead } from '../postgres/facts-tables.ts';

/** The tables of the copy, largest first as in the source: nobody analyzed the copy, so it does not know itself. */
export async function listCopied(session: Session, source: readonly TableToRead[]): Promise<TableToRead[]> {
  const pages = new Map(source.map((table) => [table.name, table.pages]));
  const list = (await listTables(session)).map((table) => ({ ...table, pages: pages.get(table.name) ?? table.pages }));
  return list.sort((one, other) => other.pages - one.pages);
}
