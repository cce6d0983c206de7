import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { approval, compare, connectionTo, takeBackup, tools } from './fixture.ts';
import { objects, platform } from './strange.ts';

let cluster: Cluster;
let backup: Backup & { remove: () => void };

beforeAll(async () => {
  cluster = await startCluster({ settings: ['max_prepared_transactions=2'] });
  await cluster.query(platform);
  await cluster.query(objects);
  backup = await takeBackup(cluster);
});
afterAll(async () => {
  backup?.remove();
  await cluster?.stop();
});

const restore = () => restoreBackup({ approval, backup, connection: connectionTo(cluster), tools, compare });

test('a database that changed in every way is put back as it was', async () => {
  await cluster.query(
    `drop table public.people cascade; create table public.extra (id int); truncate auth.users cascade`,
  );
  const result = await restore();
  expect(result).toMatchObject({ backup: 'backup_20251114_143022', rolesCreated: [], largeObjects: 2 });
});
