import type { Session } from '../postgres/connection.ts';
import type { CatalogTable } from './catalog.ts';
import { ageOf } from './rows-sql.ts';

/** What one scan says of a table after the CLI ran. */
export interface Scanned {
  readonly rows: number;
  /** Rows that a transaction at or after `since` wrote. */
  readonly fresh: number;
}

/** Bytes up to which tables share one query. */
const small = 4_000_000;

/** Counts every table once, and in it the rows written since; several sessions share the work. Failures: query-failed. */
export async function scan(
  sessions: readonly Session[],
  tables: readonly CatalogTable[],
  since: string,
): Promise<Map<number, Scanned>> {
  const found = new Map<number, Scanned>();
  // Nothing is stored in a file without a page.
  for (const { oid, bytes } of tables) if (bytes === 0) found.set(oid, { rows: 0, fresh: 0 });
  const batches = batch(tables.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes));
  const first = ageOf(since);
  const work = async (session: Session) => {
    for (let next = batches.shift(); next; next = batches.shift()) {
      const parts = next.map(
        ({ oid, name, condition }) =>
          `select ${oid}::float8, count(*)::text, count(*) filter (where age(t.xmin) <= ${first})::text from only ${name} t ${condition ?? ''}`,
      );
      const rows = await session.query<{ oid: number; rows: string; fresh: string }>(
        `select * from (${parts.join(' union all ')}) x (oid, rows, fresh)`,
      );
      for (const row of rows) found.set(row.oid, { rows: Number(row.rows), fresh: Number(row.fresh) });
    }
  };
  await Promise.all(sessions.map(work));
  return found;
}

function batch(tables: readonly CatalogTable[]): CatalogTable[][] {
  const batches: CatalogTable[][] = [];
  let bytes = 0;
  for (const table of tables) {
    const last = batches.at(-1);
    bytes += table.bytes;
    if (last && last.length < 40 && bytes <= small) last.push(table);
    else {
      batches.push([table]);
      bytes = table.bytes;
    }
  }
  return batches;
}
