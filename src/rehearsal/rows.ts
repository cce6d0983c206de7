import type { Session } from '../postgres/connection.ts';
import type { TablePair } from './diff-pairs.ts';
import { mergeRows, type RowChanges } from './diff-rows.ts';
import { type Buckets, bucketsQuery, type Reading, readingOf, rowsQuery } from './rows-sql.ts';
import { streamRows } from './stream.ts';

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

/**
 * Compares the rows of a table that is there on both sides: first by the sums of their hashes in buckets of keys, then row
 * by row where those differ. Memory does not grow with the table. Failures: query-failed (names the table), server-gone.
 */
export async function compareRows(
  both: Both,
  pair: TablePair,
  rows: { before: number; after: number },
): Promise<ComparedRows> {
  const reading = readingOf(pair);
  const found = rows.before === 0 || rows.after === 0 ? all(rows) : await differences(both, reading, rows);
  // Without a key nobody knows whose value it was: every row that reads otherwise counts.
  const values = reading.retyped.map((column, at) => [column, found.retyped[at] ?? found.gone] as const);
  return { ...found, changed: reading.keyed ? found.changed : null, values: new Map(values) };
}

function all({ before, after }: { before: number; after: number }): RowChanges {
  return { gone: before, changed: 0, added: after, retyped: [] };
}

async function differences(both: Both, reading: Reading, rows: { before: number; after: number }): Promise<RowChanges> {
  const most = Math.max(rows.before, rows.after);
  // The sums do not see retyped values.
  if (most <= few || reading.before.retyped.length > 0) return merge(both, reading, null);
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
