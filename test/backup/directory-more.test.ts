import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listBackups } from '../../src/backup/list.ts';
import { startBackup } from '../../src/backup/start.ts';
import type { Backup, BackupRequest } from '../../src/backup/types.ts';
import { Failure } from '../../src/failures.ts';
import { connect } from '../../src/postgres/connection.ts';
import { startScratch } from '../../src/postgres/scratch.ts';
import { nativeTools } from '../../src/postgres/tools.ts';
import type { Form } from '../../src/recovery/form.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import { restoreForRehearsal } from '../../src/rehearsal/restore-copy.ts';
import { verifyBackup } from '../../src/verification/verify.ts';
import { approval, compare, overTwo, state } from '../recovery/fixture.ts';
import { bundled } from '../support/bundled.ts';
import { bin15, type Cluster, startCluster } from '../support/cluster.ts';
import { bin17 } from '../support/postgres17.ts';
import { connectionTo, emptyDirectory, request, scratch, tools } from './fixture.ts';
import { strange } from './strange.ts';

const parallel = { above: 0, jobs: 3 };
let cluster: Cluster;
let directory: ReturnType<typeof emptyDirectory>;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(strange);
});
afterAll(() => cluster?.stop());
beforeEach(() => {
  directory = emptyDirectory();
  return () => directory.remove();
});

const make = (more: Partial<BackupRequest> = {}, of = cluster) =>
  startBackup(request(of, directory.path, { parallel, ...more })).published;
const left = () => readdirSync(directory.path).filter((file) => !['.gitignore', '.lock'].includes(file));
async function failure(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (thrown) => thrown,
  );
  if (!(error instanceof Failure)) throw error;
  return error;
}
const nobodyThere = () =>
  expect
    .poll(() => cluster.query("select from pg_stat_activity where application_name = 'permahub'"), { timeout: 10_000 })
    .toEqual([]);

test('a database of PostgreSQL 17 goes there and back', async () => {
  const bin = await bin17();
  const newer = await startCluster({ bin });
  try {
    await newer.query(strange);
    const programs = nativeTools({ folder: bin, major: 17, version: '17' }, process.env);
    const where: BackupRequest['source']['scratch'] = (like, bytesNeeded) =>
      startScratch({ bin, env: process.env, like, bytesNeeded });
    const connection = connectionTo(newer);
    const { backup, record } = await make({ source: { connection, tools: programs, scratch: where } }, newer);
    expect(record).toMatchObject({ tables: 15, sequences: 3, largeObjects: 3, unverified: [], data: 'none' });
    expect(await verifyBackup({ backup, scratch: where })).toMatchObject({ tables: 15, unverified: [], data: 'none' });
    const before = await state(newer, programs);
    await newer.query('drop schema public cascade; select lo_unlink(oid) from pg_largeobject_metadata');
    await restoreBackup({ approval, backup, connection, tools: programs, compare });
    expect(await state(newer, programs)).toEqual(before);
  } finally {
    await newer.stop();
  }
});

test('what needs an extension the scratch server lacks is named, and the rest is proven', async () => {
  const lacking = await startCluster({ user: 'lacking' });
  try {
    await lacking.query(`
      create extension pgcrypto;
      create table public.fine (x int);
      insert into public.fine select generate_series(1, 10);
      create table public.needs (salt text default public.gen_salt('bf'), x int);
      insert into public.needs (x) values (1), (2);
      create view public.both as select f.x from public.fine f join public.needs n on n.x = f.x;
      update pg_extension set extname = 'vanished' where extname = 'pgcrypto'`);
    const { record, backup } = await make({}, lacking);
    expect(record).toMatchObject({ tables: 1, rows: 10, data: 'none' });
    const named = record.unverified.join('\n');
    for (const words of [
      'the extension vanished and what needs it: extension "vanished" is not available',
      'CREATE TABLE public.needs: function public.gen_salt(text) does not exist',
      'CREATE VIEW public."both" AS: relation "public.needs" does not exist',
      'public.needs: its rows could not be restored',
      'schema: not like this in the copy: table public.needs',
    ])
      expect(named).toContain(words);
    expect(named).not.toMatch(/public\.fine|SET |data\.sql|full\.sql/);
    const again = await verifyBackup({ backup, scratch });
    expect(again).toMatchObject({ tables: 1, rows: 10, data: 'none' });
    expect(again.unverified.join('\n')).toContain('public.needs could not be restored');
    const copy = await restoreForRehearsal({ backup, scratch, signal: new AbortController().signal });
    expect(copy.missing).toEqual(['vanished']);
    await copy.scratch.remove();
  } finally {
    await lacking.stop();
  }
});

test('the copy a rehearsal runs on is handed over whole, with nobody connected to it', async () => {
  let seen: unknown;
  const { backup } = await make({
    onRestored: async ({ connection }) => {
      const session = await connect(connection);
      seen = await session.query(`
        select (select count(*)::int from public.types) as rows,
               (select count(*)::int from pg_stat_activity where datname = current_database()) as sessions,
               (select count(*)::int from pg_policy) as policies`);
      await session.close();
      return { done: Promise.resolve() };
    },
  });
  expect(seen).toEqual([{ rows: 301, sessions: 1, policies: 1 }]);
  const copy = await restoreForRehearsal({ backup, scratch, signal: new AbortController().signal });
  const session = await connect(copy.copy);
  expect(await session.query('select count(*)::int as rows from public.types')).toEqual([{ rows: 301 }]);
  await session.close();
  await copy.scratch.remove();
});

const forms: [string, Form, string][] = [
  ['the rows of one table', { kind: 'tables', tables: ['public.part_one'] }, 'truncate public.part_one'],
  ['every row', { kind: 'data' }, 'truncate public.parts, "Odd Schema"."Odd ""Table"; delete from public.types'],
  ['what the backup holds', { kind: 'clean' }, 'drop table public.types cascade; truncate public.parts'],
];
test.each(forms)('a restore of %s reads the folder', async (_, form, harm) => {
  const { backup } = await make();
  const before = await state(cluster);
  await cluster.query(harm);
  await restoreBackup({ approval, backup, connection: connectionTo(cluster), tools, compare, form });
  expect((await state(cluster)).facts).toEqual(before.facts);
});

test('a restore over several connections reads the folder too', async () => {
  const { backup } = await make();
  const before = await state(cluster);
  await cluster.query('drop table public.types cascade; truncate public.parts; create table public.more ()');
  const jobs = { ...overTwo, keepOut: async () => async () => undefined, present: null };
  await restoreBackup({ approval, backup, connection: connectionTo(cluster), tools, compare, jobs });
  expect(await state(cluster)).toEqual(before);
});

test('a stop from outside ends the programs and leaves nothing', async () => {
  const stop = new AbortController();
  const reason = new Failure('interrupted', { signal: 'SIGINT' });
  const running = make({ signal: stop.signal });
  await expect.poll(() => left().some((file) => file.endsWith('_directory.dump.partial')), { interval: 5 }).toBe(true);
  stop.abort(reason);
  expect(await failure(running)).toBe(reason);
  expect(left()).toEqual([]);
  await nobodyThere();
});

test.each(['dumping', 'restoring', 'comparing'])(
  'killed while it is %s it leaves nothing that counts',
  async (dieAt) => {
    const slow = `create table public.slow as select g, repeat(md5(g::text), 20) as v from generate_series(1, 60000) g;
    create index on public.slow (v); create index on public.slow (g, v)`;
    await cluster.query(`drop table if exists public.slow; ${slow}`);
    const { program, remove } = bundled(join(import.meta.dirname, 'programs/dying-backup.ts'));
    const wish = join(tmpdir(), `permahub-test-dying-backup-${process.pid}.json`);
    try {
      mkdirSync(directory.path, { recursive: true, mode: 0o700 });
      const connection = { ...connectionTo(cluster), password: null };
      const of = { connection, password: cluster.password, bin: bin15, directory: directory.path, dieAt };
      writeFileSync(wish, JSON.stringify(of), { mode: 0o600 });
      expect(spawnSync(process.execPath, [program, wish]).signal).toBe('SIGKILL');
      expect(await listBackups(directory.path)).toEqual({ backups: [], broken: [] });
      expect(left().some((file) => file.endsWith('_directory.dump.partial'))).toBe(true);
      await nobodyThere();
      await cluster.query('drop table public.slow');
      const { backup } = await make();
      const own = left().filter((file) => file.startsWith(backup.metadata.backup));
      expect(left().sort()).toEqual([...own, 'backup_log.md', 'latest_directory.dump'].sort());
      expect(own).toHaveLength(4);
    } finally {
      remove();
      rmSync(wish, { force: true });
    }
  },
);

test('a full disk is told of as such, and leaves nothing of the run', async () => {
  const mount = mkdtempSync(join(tmpdir(), 'permahub-test-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount]);
  try {
    await cluster.query('create table public.large as select g, md5(g::text) from generate_series(1, 100000) g');
    const error = await failure(startBackup(request(cluster, mount, { parallel })).published);
    expect([error.code, error.status]).toEqual(['disk-full', 74]);
    expect(readdirSync(mount).filter((file) => file.startsWith('backup'))).toEqual([]);
  } finally {
    execFileSync('umount', [mount]);
    rmdirSync(mount);
    await cluster.query('drop table if exists public.large');
  }
});

test('a difference between database and copy publishes nothing and is named', async () => {
  const differing: BackupRequest['compare'] = { facts: () => [], schemas: () => ['schema: a policy is missing'] };
  const error = await failure(make({ compare: differing }));
  expect([error.code, error.status]).toEqual(['copy-differs', 65]);
  expect(error.message).toContain('schema: a policy is missing');
  expect(left()).toEqual([]);
});

test('a database up to that size has its four dump files', async () => {
  const { backup }: { backup: Backup } = await make({ parallel: { above: 1e12, jobs: 3 } });
  expect(Object.keys(backup.metadata.parts)).toEqual(['roles', 'custom', 'full', 'schema', 'data']);
});
