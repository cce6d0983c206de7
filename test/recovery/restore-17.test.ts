import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeTools } from '../../src/postgres/tools.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import type { Jobs } from '../../src/recovery/types.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { bin17 } from '../support/postgres17.ts';
import { approval, compare, connectionTo, overTwo, takeBackup } from './fixture.ts';
import { objects, platform } from './strange.ts';

let bin: string;
let cluster: Cluster;

beforeAll(async () => {
  bin = await bin17();
  cluster = await startCluster({ bin });
  await cluster.query(platform);
  await cluster.query(objects);
}, 300_000);
afterAll(() => cluster?.stop());

const ways: readonly (readonly [string, Jobs | null])[] = [
  ['in one transaction', null],
  ['over two connections', overTwo],
];
test.each(ways)('PostgreSQL 17 gets everything back as well, %s', async (_, jobs) => {
  const tools = nativeTools({ folder: bin, major: 17, version: '17' }, process.env);
  const backup = await takeBackup(cluster, cluster.user, bin, tools);
  try {
    await cluster.query(`drop schema public, app cascade; truncate auth.users cascade; create table auth.extra (id int);
      select lo_unlink(70001)`);
    const result = await restoreBackup({ approval, backup, connection: connectionTo(cluster), tools, compare, jobs });
    expect(result).toMatchObject({ tables: backup.metadata.facts.tables.length, largeObjects: 2 });
  } finally {
    backup.remove();
  }
});
