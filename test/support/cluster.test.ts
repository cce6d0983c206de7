import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startCluster } from './cluster.ts';

test('a cluster starts, answers and leaves nothing behind', async () => {
  const cluster = await startCluster();
  expect(await cluster.query('select 1 as one')).toEqual([{ one: 1 }]);
  await cluster.stop();
  expect(existsSync(cluster.directory)).toBe(false);
});
