import type { Session } from './connection.ts';
import { listTables, type TableToRead } from './facts-tables.ts';
import { readFreshness } from './freshness.ts';
import type { Facts, SequenceFacts, TableFacts } from './types.ts';

/** What a value looks like as text, beyond what every session sets: money and xml follow settings of their own. */
const textSettings = `select set_config('lc_monetary', 'C', false), set_config('xmlbinary', 'base64', false),
  set_config('max_parallel_workers_per_gather', '0', false), set_config('jit', 'off', false)`;

/** Pages up to which tables share one query: fewer round trips, and no long silence. */
const small = 500;

/**
 * Exact facts of all a dump holds besides the schema: rows and checksum of every table and materialised view, sequences,
 * large objects. Several sessions (of one snapshot) share the work. Of the tables named `unread` nothing is read: 0 rows and an empty
 * checksum stand for them. Failures: query-failed (names the table), server-gone.
 */
export async function readFacts(
  sessions: readonly [Session, ...Session[]],
  onTable?: TableSeen,
  unread: readonly string[] = [],
): Promise<Facts> {
  const [first] = sessions;
  const list = await listTables(first);
  const isRead = ({ name }: TableToRead) => !unread.includes(name);
  const read = await readTables(sessions, list.filter(isRead), onTable);
  const others = list.filter((table) => !isRead(table)).map((table) => tableFacts(table, '0', ''));
  return {
    tables: [...read, ...others].sort(byName),
    sequences: await readSequences(first),
    largeObjects: await readLargeObjects(first),
  };
}

/** Told of each table that was read, for progress. */
export type TableSeen = (table: TableFacts) => void;

/** Rows and checksums of these tables, sorted by name; `counting` leaves the checksums empty. */
export async function readTables(
  sessions: readonly Session[],
  list: readonly TableToRead[],
  onTable: TableSeen = () => undefined,
  how: 'query' | 'counting' = 'query',
): Promise<TableFacts[]> {
  const batches = batch(list);
  const found: TableFacts[] = [];
  const work = async (session: Session) => {
    await session.query(textSettings);
    for (let next = batches.shift(); next; next = batches.shift()) {
      const tables = next;
      const sql = tables.map((table, i) => `select ${i}, ${table[how]}`).join(' union all ');
      const rows = await session.query<{ n: number; rows: string; checksum: string }>(
        `select * from (${sql}) x (n, rows, checksum)`,
      );
      for (const row of rows) {
        const table = tables[row.n];
        if (!table) throw new Error('the facts query gave a row of no table');
        found.push(tableFacts(table, row.rows, row.checksum));
        onTable(found.at(-1) as TableFacts);
      }
    }
  };
  await Promise.all(sessions.map(work));
  return found.sort(byName);
}

/** Facts as a query of `TableToRead` gave them. */
export function tableFacts({ name, kind, method }: TableToRead, rows: string, checksum: string): TableFacts {
  return { name, kind, rows: Number(rows), checksum, method };
}

/** Code unit order, the same on every machine. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** The sequences a dump holds, as they are this moment: a snapshot does not hold them still. */
export async function readSequences(session: Session): Promise<SequenceFacts[]> {
  const [row] = await session.query<{ names: string[] }>(`
    select coalesce(json_agg(c.oid::regclass::text), '[]') as names
      from pg_class c
     where c.relkind = 'S' and c.relpersistence <> 't'
       and (not exists (select from pg_depend d
                         where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            or exists (select from pg_extension e where c.oid = any (e.extconfig)))`);
  const dumped = new Set(row?.names);
  const { sequences } = await readFreshness(session);
  return sequences.filter(({ name }) => dumped.has(name)).sort(byName);
}

/** Count of large objects, and the sum of the hashes of their ids and contents. */
export async function readLargeObjects(session: Session): Promise<Facts['largeObjects']> {
  const [row] = await session.query<{ count: string; checksum: string }>(`
    select count(*)::text as count,
           coalesce(sum(hashtextextended(oid::text || ':' || md5(lo_get(oid)), 0)::numeric), 0)::text as checksum
      from pg_largeobject_metadata`);
  return { count: Number(row?.count), checksum: row?.checksum ?? '' };
}

/** Large tables alone, small ones up to 40 together; in the given order. */
function batch(list: readonly TableToRead[]): TableToRead[][] {
  const batches: TableToRead[][] = [];
  for (const table of list) {
    const last = batches.at(-1);
    if (last && last.length < 40 && table.pages <= small && (last[0]?.pages ?? 0) <= small) last.push(table);
    else batches.push([table]);
  }
  return batches;
}
