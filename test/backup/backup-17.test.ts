import { afterAll, beforeAll, expect, test } from 'vitest';
import { startScratch } from '../../src/postgres/scratch.ts';
import { nativeTools } from '../../src/postgres/tools.ts';
import { verifyBackup } from '../../src/verification/verify.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { bin17 } from '../support/postgres17.ts';
import { connectionTo, emptyDirectory, takeBackup } from './fixture.ts';
import { strange } from './strange.ts';

const { env } = process;
let cluster: Cluster;
let bin: string;
const directory = emptyDirectory();
beforeAll(async () => {
  bin = await bin17();
  cluster = await startCluster({ bin });
  await cluster.query(strange);
});
afterAll(async () => {
  await cluster?.stop();
  directory.remove();
});

test('a strange database of PostgreSQL 17 is backed up, proven and verified again', async () => {
  const tools = nativeTools({ folder: bin, major: 17, version: '17' }, env);
  const scratch: Parameters<typeof verifyBackup>[0]['scratch'] = (like, bytesNeeded) =>
    startScratch({ bin, env, like, bytesNeeded });
  const source = { connection: connectionTo(cluster), tools, scratch };
  const { backup, record } = await takeBackup(cluster, directory.path, { source });
  expect(record).toMatchObject({ tables: 15, sequences: 3, largeObjects: 3, unverified: [], data: 'restored' });
  expect(await verifyBackup({ backup, scratch })).toMatchObject({ tables: 15, unverified: [], data: 'restored' });
});
