import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mayBeDamage, namesDamage } from '../../src/backup/damage.ts';
import { salvageRemote } from '../../src/backup/salvage-remote.ts';
import { Failure } from '../../src/failures.ts';
import { secret } from '../../src/postgres/secret.ts';
import { nativeTools } from '../../src/postgres/tools.ts';
import type { Connection } from '../../src/postgres/types.ts';
import { bin15, type Cluster, startCluster } from '../support/cluster.ts';
import { damageBlock } from '../support/damage.ts';

let cluster: Cluster;
let connection: Connection;
const directory = mkdtempSync(join(tmpdir(), 'permahub-salvage-'));
const tools = nativeTools({ folder: bin15, major: 15, version: '15' }, process.env);
beforeAll(async () => {
  cluster = await startCluster();
  const { host, port, user, password } = cluster;
  connection = { host, port, user, database: 'postgres', password: secret(password), sslmode: 'disable' };
  await cluster.query(`create table public.notes as select n as id, repeat('x', 100) as body from generate_series(1, 500) n;
    create table public.shops as select 1 as id`);
});
afterAll(async () => {
  await cluster?.stop();
  rmSync(directory, { recursive: true });
});

const dumpFailed = (problem: string) =>
  new Failure('program-failed', { words: 'pg_dump of 127.0.0.1/postgres', how: 'status 1', problem });
const at = new Date('2025-11-14T14:30:22Z');
const salvage = (cause: Failure) =>
  salvageRemote({ connection, tools, target: 'staging', directory, at, cause, env: process.env });
const parts = ['data.sql', 'roles.sql', 'salvage.json', 'schema.sql'];

// Catches: a backup that fails for another reason taken for damage, and what was kept for it left behind.
test('of a database that can be read whole nothing is called damaged, and what was kept is gone when it is not needed', async () => {
  const { damaged, discard, files } = await salvage(dumpFailed('permission to something'));
  expect(damaged).toBe(false);
  expect(
    readdirSync(directory)
      .filter((name) => name.startsWith('salvage_'))
      .sort(),
  ).toEqual(parts.map((part) => `salvage_20251114_143022_${part}`));
  expect(files).toHaveLength(4);
  await discard();
  expect(readdirSync(directory).filter((name) => name.startsWith('salvage_'))).toEqual([]);
});

test('damage that PostgreSQL names is damage although every row could be read a second time', async () => {
  const { damaged, discard } = await salvage(dumpFailed('ERROR:  could not read block 3 in file "base/5/16384"'));
  expect(damaged).toBe(true);
  await discard();
});

test('of a damaged table the readable rows are kept for their owner alone, what is lost is named, and nothing kept earlier is written over', async () => {
  const inside = await damageBlock(cluster, 'public.notes', 1);
  const first = await salvage(dumpFailed('it said nothing'));
  const second = await salvage(dumpFailed('it said nothing'));
  expect(first.damaged).toBe(true);
  const [row] = await cluster.query("select pg_relation_filepath('public.notes') as path");
  expect(first.reason).toBe(
    'no backup could be made (pg_dump of 127.0.0.1/postgres failed (status 1): it said nothing); ' +
      'rows were copied table by table: 1 of 2 tables whole; ' +
      `public.notes lost 1 of 9 blocks (psql failed (status 1): ERROR:  invalid page in block 1 of relation ${row?.path})`,
  );
  expect(second.files.map((file) => file.slice(directory.length + 1, -9))).not.toContain('salvage_20251114_143022_');
  expect(readdirSync(directory).filter((name) => name.startsWith('salvage_'))).toHaveLength(8);
  for (const file of first.files) expect(statSync(file).mode & 0o777).toBe(0o600);
  const note = JSON.parse(readFileSync(first.files.at(-1) as string, 'utf8'));
  expect(note).toMatchObject({ schema: 1, verified: false, target: 'staging', reason: first.reason });
  const data = readFileSync(join(directory, 'salvage_20251114_143022_data.sql'), 'utf8');
  expect(data.split('\n').filter((line) => /^\d+\tx/.test(line))).toHaveLength(500 - inside);
});

test.each([
  [
    'program-failed',
    'pg_dump: error: Dumping failed: ERROR:  invalid page in block 1 of relation base/5/1',
    true,
    true,
  ],
  ['program-failed', 'ERROR:  missing chunk number 0 for toast value 16399 in pg_toast_16390', true, true],
  ['query-failed', 'could not access status of transaction 3', true, true],
  ['program-lost-server', 'server closed the connection unexpectedly', true, false],
  ['program-failed', 'could not create extension "pg_net"', true, false],
  ['program-denied', 'permission denied for table invalid_page', false, false],
  ['disk-full', 'No space left on device', false, false],
] as const)('%s: %s', (code, problem, may, names) => {
  const failure = new Failure(code, { words: 'pg_dump', how: 'status 1', problem, place: 'here', sqlstate: 'XX000' });
  expect([mayBeDamage(failure), namesDamage(failure)]).toEqual([may, names]);
});
