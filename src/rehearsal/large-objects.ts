import { mergeRows } from './diff-rows.ts';
import type { Both } from './rows.ts';
import { streamRows } from './stream.ts';

const ids = `select oid::text || ' 0' as row from pg_largeobject_metadata order by oid::int8`;
const sum = `select concat(count(*), ' ', sum(oid::int8)) as state from pg_largeobject_metadata`;

/** Large objects that are there no more. */
export async function largeObjectsGone({ before, after }: Both): Promise<number> {
  const [was, is] = await Promise.all([before.query<{ state: string }>(sum), after.query<{ state: string }>(sum)]);
  if (was[0]?.state === is[0]?.state) return 0;
  const found = await mergeRows(streamRows(before, ids), streamRows(after, ids), { keyed: false, retyped: 0 });
  return found.gone;
}
