import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import type { Scratch } from '../../src/postgres/types.ts';
import { restoreForRehearsal } from '../../src/rehearsal/restore-copy.ts';
import { emptyDirectory, scratch, takeBackup } from '../backup/fixture.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { inside } from './place.ts';

let cluster: Cluster;
let backup: Backup;
const directory = emptyDirectory();

beforeAll(async () => {
  cluster = await startCluster({ user: 'supabase_admin' });
  await cluster.query(`create role app login; create table public.t (id int primary key); alter table public.t owner to app;
    insert into public.t select generate_series(1, 500); select lo_from_bytea(0, 'large')`);
  ({ backup } = await takeBackup(cluster, directory.path));
});
afterAll(async () => {
  await cluster?.stop();
  directory.remove();
});

test('an earlier backup stands on a scratch server again, with its roles', async () => {
  const signal = new AbortController().signal;
  const restored = await restoreForRehearsal({ backup, scratch, signal });
  expect([restored.copy.database, restored.missing]).toEqual(['postgres', []]);
  const sql = `select count(*)::int as rows, (select tableowner from pg_tables where tablename = 't') as owner,
    (select count(*)::int from pg_largeobject_metadata) as large from public.t`;
  expect(await inside(restored.copy, sql)).toEqual([{ rows: 500, owner: 'app', large: 1 }]);
  await restored.scratch.remove();
});

test('a restore that is stopped leaves no server', async () => {
  const stop = new AbortController();
  const started: Scratch[] = [];
  const running = restoreForRehearsal({
    backup,
    scratch: async (like, bytes) => {
      const server = await scratch(like, bytes);
      started.push(server);
      stop.abort(new Error('stopped by the test'));
      return server;
    },
    signal: stop.signal,
  });
  await expect(running).rejects.toThrow('stopped by the test');
  await expect(inside((started[0] as Scratch).connection, 'select 1')).rejects.toMatchObject({
    code: 'target-unreachable',
  });
});
