import type { Session } from '../postgres/connection.ts';
import type { TablePair } from './diff-pairs.ts';
import { mergeRows, type RowChanges } from './diff-rows.ts';
import {
  type Buckets,
  bucketsQuery,
  candidatesQuery,
  lookupQuery,
  type Reading,
  readingOf,
  rowsQuery,
} from './rows-sql.ts';
import { streamed, streamRows } from './stream.ts';

/** The two databases, one session each. */
export interface Both {
  readonly before: Session;
  readonly after: Session;
}

/** What changed in the rows of one table, exactly. */
export interface ComparedRows {
  readonly gone: number;
  /** null where no key tells which rows belong together. */
  readonly changed: number | null;
  readonly added: number;
  /** Values that read otherwise in their new type, by the column's name before. */
  readonly values: ReadonlyMap<string, number>;
}

/** Rows up to which both sides are read whole at once. */
const few = 5000;
/** Rows a bucket should hold, and how many buckets there may be. */
const perBucket = 100;
const mostBuckets = 65_536;

/** Counted on both sides; `fresh` are the rows of `after` that a transaction at or after `since` wrote. */
export interface CountedRows {
  readonly before: number;
  readonly after: number;
  readonly fresh: number;
  readonly since: string;
}

/**
 * Compares the rows of a table that is there on both sides: by looking up the few that may be others, else by the sums of
 * hashes in buckets of keys and row by row where those differ. Memory does not grow with the table. Failures: query-failed
 * (names the table), server-gone.
 */
export async function compareRows(both: Both, pair: TablePair, rows: CountedRows): Promise<ComparedRows> {
  const reading = readingOf(pair);
  const found = await findChanges(both, pair, reading, rows);
  // Without a key nobody knows whose value it was: every row that reads otherwise counts.
  const values = reading.retyped.map((column, at) => [column, found.retyped[at] ?? found.gone] as const);
  return { ...found, changed: reading.keyed ? found.changed : null, values: new Map(values) };
}

async function findChanges(both: Both, pair: TablePair, reading: Reading, rows: CountedRows): Promise<RowChanges> {
  const { before, after } = rows;
  const none = { changed: 0, retyped: reading.retyped.map(() => 0) };
  if (before === 0 || after === 0) return { ...none, gone: before, added: after };
  // In a file that was not written anew, a row that nobody wrote is the row that was there.
  const sameFile = pair.before?.oid === pair.after?.oid && pair.before?.filenode === pair.after?.filenode;
  const retyped = reading.retyped.length > 0;
  if (sameFile && rows.fresh === 0 && !retyped) return { ...none, gone: before - after, added: 0 };
  const most = Math.max(before, after);
  if (most <= few || retyped) return merge(both, reading, null);
  const candidates = sameFile ? rows.fresh : after;
  if (reading.lookup && candidates <= most / 4) return lookUp(both, reading, rows, sameFile ? rows.since : null);
  // Where most rows were written over, the sums would only say that all of them differ.
  if (sameFile && candidates > most / 2) return merge(both, reading, null);
  return differences(both, reading, rows);
}

/** Every row of `after` that may be another is looked up by its key: what is not found of `before` then is gone. */
async function lookUp(both: Both, reading: Reading, rows: CountedRows, since: string | null): Promise<RowChanges> {
  const sql = lookupQuery(reading);
  let [given, found, same] = [0, 0, 0];
  for await (const chunk of streamed<string[]>(both.after, candidatesQuery(reading, since))) {
    const columns = (chunk[0] ?? []).map((_, at) => chunk.map((row) => row[at]));
    const [row] = await both.before.query<{ found: string; same: string }>(sql, columns);
    given += chunk.length;
    found += Number(row?.found);
    same += Number(row?.same);
  }
  const untouched = rows.after - given;
  return { gone: rows.before - untouched - found, changed: found - same, added: given - found, retyped: [] };
}

/** Sums of hashes tell which buckets of rows differ; only those are read row by row. */
async function differences(both: Both, reading: Reading, rows: CountedRows): Promise<RowChanges> {
  const most = Math.max(rows.before, rows.after);
  const mask = Math.min(mostBuckets, 2 ** Math.ceil(Math.log2(most / perBucket))) - 1;
  const [was, is] = await Promise.all([
    readBuckets(both.before, bucketsQuery(reading.before, mask)),
    readBuckets(both.after, bucketsQuery(reading.after, mask)),
  ]);
  let [gone, added, left] = [0, 0, 0];
  const only: number[] = [];
  for (const number of new Set([...was.keys(), ...is.keys()])) {
    const [b, a] = [was.get(number), is.get(number)];
    if (b && a) {
      if (b.rows === a.rows && b.sum === a.sum) continue;
      only.push(number);
      left += b.rows + a.rows;
    } else {
      gone += b?.rows ?? 0;
      added += a?.rows ?? 0;
    }
  }
  if (only.length === 0) return { gone, changed: 0, added, retyped: [] };
  // Where nearly all differ, picking them out costs more than it spares.
  if (left > rows.before) return merge(both, reading, null);
  const rest = await merge(both, reading, { mask, only });
  return { ...rest, gone: gone + rest.gone, added: added + rest.added };
}

function merge(both: Both, reading: Reading, buckets: Buckets | null): Promise<RowChanges> {
  return mergeRows(
    streamRows(both.before, rowsQuery(reading.before, buckets)),
    streamRows(both.after, rowsQuery(reading.after, buckets)),
    { keyed: reading.keyed, retyped: reading.before.retyped.length },
  );
}

async function readBuckets(session: Session, sql: string): Promise<Map<number, { rows: number; sum: string }>> {
  const rows = await session.query<{ bucket: number; rows: string; sum: string }>(sql);
  return new Map(rows.map(({ bucket, rows: count, sum }) => [bucket, { rows: Number(count), sum }]));
}
