import { connect, type Session } from '../postgres/connection.ts';
import type { Connection, Facts } from '../postgres/types.ts';
import type { Catalog, CatalogTable } from './catalog.ts';
import { diff, type Measured } from './diff.ts';
import { pairTables, type TablePair } from './diff-pairs.ts';
import { schemaChange } from './diff-schema.ts';
import { readCatalog } from './inventory.ts';
import { largeObjectsGone } from './large-objects.ts';
import { type Both, compareRows } from './rows.ts';
import { scan } from './touched.ts';
import type { Diff } from './types.ts';

/** How values look as text and how much memory a sort takes: the same in every session here. */
const settings = `select set_config('lc_monetary', 'C', false), set_config('xmlbinary', 'base64', false), set_config('jit', 'off', false),
  set_config('max_parallel_workers_per_gather', '0', false), set_config('work_mem', '64MB', false)`;

/** Pairs of sessions that share the work. */
const workers = 2;

/**
 * What the CLI did to `after`, a clone of `before` (CREATE DATABASE … TEMPLATE: same oids, same row versions) on the same
 * server. `since` is the first transaction id after the clone, `facts` the rows counted before. One scan of `after` tells
 * the untouched tables; only the others are compared row by row. Failures: those of connect, query-failed, server-gone.
 */
export async function readDiff(of: {
  readonly before: Catalog;
  readonly beforeConnection: Connection;
  readonly after: Connection;
  readonly facts: Facts;
  readonly since: string;
}): Promise<Diff> {
  const sessions: Session[] = [];
  const open = async (connection: Connection) => {
    const session = await connect(connection);
    sessions.push(session);
    await session.query(settings);
    return session;
  };
  try {
    const pairs: Both[] = [];
    // One after another: if one cannot be opened, none is still on its way.
    for (let worker = 0; worker < workers; worker++)
      pairs.push({ before: await open(of.beforeConnection), after: await open(of.after) });
    const [first] = pairs as [Both, ...Both[]];
    const after = await readCatalog(first.after);
    const tables = await measure({ ...of, pairs: pairTables(of.before, after), workers: pairs, tables: after.tables });
    const found = diff({ before: of.before, after, tables, largeObjectsGone: await largeObjectsGone(first) });
    return { ...found, schema: schemaChange(of.before, after) };
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

async function measure(of: {
  readonly pairs: readonly TablePair[];
  readonly tables: readonly CatalogTable[];
  readonly workers: readonly Both[];
  readonly facts: Facts;
  readonly since: string;
}): Promise<{ pair: TablePair; rows: Measured }[]> {
  const counted = new Map(of.facts.tables.map(({ name, rows }) => [name, rows]));
  const scanned = await scan(
    of.workers.map(({ after }) => after),
    of.tables,
    of.since,
  );
  const measured: { pair: TablePair; rows: Measured }[] = [];
  const size = ({ before, after }: TablePair) => (before?.bytes ?? 0) + (after?.bytes ?? 0);
  const left = [...of.pairs].sort((a, b) => size(b) - size(a));
  const work = async (both: Both) => {
    for (let pair = left.shift(); pair; pair = left.shift()) {
      const before = pair.before && (counted.get(pair.before.name) ?? (await countRows(both.before, pair.before)));
      const now = pair.after ? (scanned.get(pair.after.oid) ?? null) : null;
      measured.push({ pair, rows: await measurePair(both, pair, before, now, of.since) });
    }
  };
  await Promise.all(of.workers.map(work));
  return measured;
}

async function measurePair(
  both: Both,
  pair: TablePair,
  before: number | null,
  now: { readonly rows: number; readonly fresh: number } | null,
  since: string,
): Promise<Measured> {
  const after = now?.rows ?? null;
  const none = { before, after, gone: 0, changed: 0, added: 0, values: new Map<string, number>() };
  if (before === null || now === null) return { ...none, gone: before ?? 0, added: after ?? 0 };
  const dropped = await droppedValues(both.before, pair);
  // Every row was there at the clone and none is missing: they are the same. A new type may show them otherwise, though.
  const retyped = pair.columns.some(
    (column) => column.before && column.after && column.before.type !== column.after.type,
  );
  const same = pair.before?.oid === pair.after?.oid && now.fresh === 0 && now.rows === before && !retyped;
  if (same) return { ...none, values: dropped };
  const compared = await compareRows(both, pair, { before, after: now.rows, fresh: now.fresh, since });
  return { ...none, ...compared, values: new Map([...dropped, ...compared.values]) };
}

/** Non-null values of the columns that are there no more. */
async function droppedValues(session: Session, { before, columns }: TablePair): Promise<Map<string, number>> {
  const names = columns.flatMap((pair) => (pair.before && !pair.after ? [pair.before.name] : []));
  if (!before || names.length === 0) return new Map();
  const counts = names.map((name) => `count(t.${name})::text`);
  const [row] = await session.query<{ counts: string[] }>(
    `select array[${counts.join(', ')}] as counts from only ${before.name} t ${before.condition ?? ''}`,
  );
  return new Map(names.map((name, at) => [name, Number(row?.counts[at])]));
}

async function countRows(session: Session, { name, condition }: CatalogTable): Promise<number> {
  const [row] = await session.query<{ rows: string }>(
    `select count(*)::text as rows from only ${name} t ${condition ?? ''}`,
  );
  return Number(row?.rows);
}
