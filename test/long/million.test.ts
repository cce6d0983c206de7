import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDiff } from '../../src/rehearsal/read-diff.ts';
import { cloned } from '../rehearsal/clone.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster?.stop());

test('a million changed rows in bounded memory', { timeout: 120_000 }, async () => {
  const big = (from: number, text: string) =>
    `create unlogged table public.big as select g::int8 as id, '${text} ' || g as name from generate_series(${from}, 1000000) g; alter table public.big add primary key (id);`;
  const both = await cloned(cluster, big(1, 'row'));
  await cluster.query(`drop table public.big; ${big(51, 'other')}`, both.after.database);
  const memory = () => process.memoryUsage().rss / 1e6;
  const start = memory();
  let peak = start;
  const watch = setInterval(() => {
    peak = Math.max(peak, memory());
  }, 20);
  const diff = await readDiff(both).finally(() => clearInterval(watch));
  expect(diff.tables).toMatchObject([
    { name: 'public.big', before: 1_000_000, after: 999_950, gone: 50, changed: 999_950, added: 0 },
  ]);
  // The rows of one side alone would take about 200 MB.
  expect(peak - start).toBeLessThan(120);
});
