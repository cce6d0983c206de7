import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBackup, listBackups } from '../../src/backup/list.ts';
import { fileOf, partNames } from '../../src/backup/names.ts';
import { startBackup } from '../../src/backup/start.ts';
import type { Proven } from '../../src/backup/types.ts';
import { bytes } from '../../src/terminal/words.ts';
import { bin15, type Cluster, startCluster } from '../support/cluster.ts';
import { emptyDirectory, type PlainBackup, request, takeBackup } from './fixture.ts';
import { strange } from './strange.ts';

let cluster: Cluster;
let proven: Proven & { readonly backup: PlainBackup };
let metadata: PlainBackup['metadata'];
const directory = emptyDirectory();
const path = (file: string) => join(directory.path, file);

beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(strange);
  proven = await takeBackup(cluster, directory.path, { name: 'Pré Migration/005', why: 'first\nline' });
  ({ metadata } = proven.backup);
});
afterAll(async () => {
  await cluster?.stop();
  directory.remove();
});

describe('a backup of a strange database', () => {
  test('is proven whole: every table, sequence and large object', () => {
    expect(proven.pending).toEqual([]);
    expect(proven.record).toMatchObject({ sequences: 3, largeObjects: 3, unverified: [], data: 'restored' });
    expect(metadata.facts.tables.map(({ name, rows }) => [name, rows])).toEqual([
      ['"Odd Schema"."Odd ""Table"', 3],
      ['public.a', 1],
      ['public.b', 1],
      ['public.child', 2],
      ['public.empty', 0],
      ['public.one_row', 1],
      ['public.parent', 1],
      ['public.part_one', 10],
      ['public.part_rest', 20],
      ['public.quick', 1],
      ['public.totals', 3],
      ['public.totals_of_totals', 1],
      ['public.types', 301],
      ['public.watched', 2],
      ['public.without_columns', 2],
    ]);
  });

  test('has six files of its own, closed to others, in a directory git ignores', () => {
    const own = [...partNames, 'metadata' as const].map((part) => fileOf(metadata.backup, part));
    expect(metadata.backup).toMatch(/^backup_\d{8}_\d{6}_pre-migration-005$/);
    expect(readdirSync(directory.path).sort()).toEqual(
      ['.gitignore', '.lock', ...own, 'backup_log.md', 'latest_custom.dump', 'latest_full.sql'].sort(),
    );
    expect(lstatSync(directory.path).mode & 0o777).toBe(0o700);
    for (const file of own) expect(lstatSync(path(file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(path('.gitignore'), 'utf8')).toBe('*\n');
    expect(readlinkSync(path('latest_full.sql'))).toBe(fileOf(metadata.backup, 'full'));
    expect(readlinkSync(path('latest_custom.dump'))).toBe(fileOf(metadata.backup, 'custom'));
  });

  test('is listed and found by its name, by a file of it and as the latest', async () => {
    const { backups, broken } = await listBackups(directory.path);
    expect(broken).toEqual([]);
    expect(backups).toEqual([proven.backup]);
    for (const name of [metadata.backup, `backups/${metadata.parts.full.file}`, 'latest'])
      expect(await findBackup(directory.path, name)).toEqual(proven.backup);
  });

  test('holds no secret in any of its files', () => {
    for (const file of readdirSync(directory.path).filter((name) => name.startsWith('backup')))
      expect(readFileSync(path(file)).includes(cluster.password)).toBe(false);
  });

  test('is logged as the written procedure says', () => {
    const size = bytes(Object.values(metadata.parts).reduce((sum, part) => sum + part.bytes, 0));
    const at = new Date(metadata.startedAt);
    const two = (value: number) => String(value).padStart(2, '0');
    expect(readFileSync(path('backup_log.md'), 'utf8')).toBe(
      `## ${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}

### ${two(at.getHours())}:${two(at.getMinutes())} - Pre-Migration Backup
- **Reason:** first line
- **Backup:** ${metadata.backup}
- **Size:** ${size}
- **Git:** 0123456
- **Status:** ok Verified
- **Target:** local

`,
    );
  });

  test('has files equal to what PostgreSQL itself writes', () => {
    const run = (...args: string[]) =>
      execFileSync(join(bin15, 'pg_dump'), [...args, cluster.url()], { encoding: 'utf8', maxBuffer: 2 ** 28 })
        .split('\n')
        .filter((line) => !/^\\(un)?restrict/.test(line));
    const own = (part: 'full' | 'schema') =>
      readFileSync(path(metadata.parts[part].file), 'utf8')
        .split('\n')
        .filter((line) => !/^\\(un)?restrict/.test(line));
    expect(own('full')).toEqual(run());
    expect(own('schema')).toEqual(run('-s'));
  });
});

describe('further backups', () => {
  test('of the same second get names of their own, and the links follow', async () => {
    const both = await Promise.all([takeBackup(cluster, directory.path), takeBackup(cluster, directory.path)]);
    const names = both.map(({ backup }) => backup.metadata.backup);
    expect(new Set(names).size).toBe(2);
    expect((await listBackups(directory.path)).backups).toHaveLength(3);
    expect(readdirSync(directory.path).filter((file) => /partial|running/.test(file))).toEqual([]);
  });

  test('of another target have links of their own', async () => {
    const target = { key: 'x', label: 'db.example.test:5432/shop', environment: 'staging', projectRef: null } as const;
    const { backup } = await takeBackup(cluster, directory.path, { target });
    expect(readlinkSync(path('latest_db-example-test-5432-shop_full.sql'))).toBe(backup.metadata.parts.full.file);
  });

  test('tell early when every row was found in the copy, and what is still being proven', async () => {
    await cluster.query(
      'create table public.late as select g, md5(g::text) from generate_series(1, 20000) g; create index on public.late (md5)',
    );
    const running = startBackup(request(cluster, directory.path));
    const early = await running.early;
    expect(early.record.tables).toBe(14);
    expect(early.backup.metadata.proof).toBeNull();
    expect(early.pending).toEqual([
      'the content of every row, by checksum and byte by byte',
      'indexes, constraints, policies, sequences and large objects of the copy',
      'data.sql, schema.sql and roles.sql',
    ]);
    const published = await running.published;
    expect(published.backup.metadata.backup).toBe(early.backup.metadata.backup);
    await cluster.query('drop table public.late');
  });
});

test('a backup under constant writing is one moment in all of its files', async () => {
  await cluster.query(
    'create table public.ledger (id bigserial primary key, note text); create table public.total (n bigint); insert into public.total values (0)',
  );
  let writing = true;
  const writer = (async () => {
    while (writing)
      await cluster.query(
        "begin; insert into public.ledger (note) select 'x' from generate_series(1, 50); update public.total set n = n + 50; commit",
      );
  })();
  const { backup, record } = await takeBackup(cluster, directory.path);
  writing = false;
  await writer;
  expect(record.unverified).toEqual([]);
  const rows = backup.metadata.facts.tables.find(({ name }) => name === 'public.ledger')?.rows;
  const total = (part: 'full' | 'data') => readFileSync(path(backup.metadata.parts[part].file), 'utf8');
  expect(/COPY public.total \(n\) FROM stdin;\n(\d+)\n/.exec(total('full'))?.[1]).toBe(String(rows));
  expect(/INSERT INTO public.total \(n\) VALUES\n\t\((\d+)\);/.exec(total('data'))?.[1]).toBe(String(rows));
  await cluster.query('drop table public.ledger, public.total');
});
