import { afterAll, beforeAll, expect, test } from 'vitest';
import { startScratch } from '../../src/postgres/scratch.ts';
import { nativeTools } from '../../src/postgres/tools.ts';
import { verifyBackup } from '../../src/verification/verify.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { bin17 } from '../support/postgres17.ts';
import { connectionTo, emptyDirectory, takeBackup } from './fixture.ts';

const { env } = process;
let cluster: Cluster;
let bin: string;
const directory = emptyDirectory();
beforeAll(async () => {
  bin = await bin17();
  // Its workers need no password to log in.
  const settings = ['shared_preload_libraries=pg_cron', 'cron.use_background_workers=on'];
  cluster = await startCluster({ bin, settings });
});
afterAll(async () => {
  await cluster?.stop();
  directory.remove();
});

// Catches: a copy under another name, or a scratch server that did not load pg_cron, either of which leaves the jobs NOT
// VERIFIED; and a scratch server that runs them.
test('the real pg_cron with a job that is due all the time is proven, and the job never runs on a copy', async () => {
  await cluster.query(`
    create extension pg_cron;
    create table public.beats (at timestamptz not null);
    select cron.schedule('beat', '1 second', 'insert into public.beats values (clock_timestamp())')`);
  const beats = async () => (await cluster.query('select from public.beats limit 1')).length;
  await expect.poll(beats, { timeout: 10_000 }).toBe(1);
  const tools = nativeTools({ folder: bin, major: 17, version: '17' }, env);
  const scratch: Parameters<typeof verifyBackup>[0]['scratch'] = (like, bytesNeeded) =>
    startScratch({ bin, env, like, bytesNeeded });
  const { backup, record } = await takeBackup(cluster, directory.path, {
    source: { connection: connectionTo(cluster), tools, scratch },
  });
  const rows = (name: string) => backup.metadata.facts.tables.find((table) => table.name === name)?.rows;
  expect(rows('cron.job')).toBe(1);
  expect(record).toMatchObject({ unverified: [], data: 'restored' });
  expect(await verifyBackup({ backup, scratch })).toMatchObject({ unverified: [], data: 'restored' });
});
