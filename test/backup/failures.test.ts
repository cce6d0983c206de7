import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findBackup, listBackups } from '../../src/backup/list.ts';
import { startBackup } from '../../src/backup/start.ts';
import { Failure } from '../../src/failures.ts';
import { withFileLock } from '../../src/postgres/machine-lock.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { connectionTo, emptyDirectory, request, scratch, takeBackup, tools } from './fixture.ts';

let cluster: Cluster;
let directory: ReturnType<typeof emptyDirectory>;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(
    'create table public.t as select g, repeat(md5(g::text), 8) as v from generate_series(1, 20000) g',
  );
});
afterAll(() => cluster?.stop());
beforeEach(() => {
  directory = emptyDirectory();
  return () => directory.remove();
});

async function failure(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (error) => error,
  );
  if (!(error instanceof Failure)) throw error;
  return error;
}
const left = (path: string) => readdirSync(path).filter((file) => !['.gitignore', '.lock'].includes(file));

test('a full disk fails with its file, leaves nothing of the run and nothing published is harmed', async () => {
  const mount = mkdtempSync(join(tmpdir(), 'permahub-test-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', mount]);
  try {
    const first = await takeBackup(cluster, mount);
    const before = left(mount);
    const error = await failure(takeBackup(cluster, mount));
    expect(error.code).toBe('disk-full');
    expect(error.status).toBe(74);
    expect(error.message).toMatch(
      /^Writing \S+\.partial stopped because a disk is full: ENOSPC: no space left on device, write\.$/,
    );
    expect(left(mount)).toEqual(before);
    expect((await findBackup(mount, 'latest')).metadata).toEqual(first.backup.metadata);
  } finally {
    execFileSync('umount', [mount]);
    rmdirSync(mount);
  }
});

// Catches: a cleaning up that fails as well and hides what happened first.
test('a file system that becomes read-only in the middle is named with its file, and nothing is published', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'permahub-test-readonly-'));
  const [image, mount] = [join(folder, 'image'), join(folder, 'mount')];
  mkdirSync(mount);
  writeFileSync(image, '');
  truncateSync(image, 64 * 1024 ** 2);
  execFileSync('mkfs.ext4', ['-q', '-F', image]);
  execFileSync('mount', ['-o', 'loop', image, mount]);
  try {
    const directory = join(mount, 'database');
    let aborted = false;
    // What the kernel does when the disk below fails: from here on nothing can be written, removed or made there.
    const onProgress = ({ bytes }: { bytes?: number }) => {
      if (aborted || !bytes) return;
      aborted = true;
      execFileSync('mount', ['-o', 'remount,abort', mount]);
    };
    const error = await failure(takeBackup(cluster, directory, { onProgress }));
    expect(error.message).toMatch(
      /^The backup file \S+\.partial could not be written: EROFS: read-only file system, \w+\.$/,
    );
    expect([error.code, error.status]).toEqual(['backup-not-written', 74]);
    expect((await listBackups(directory)).backups).toEqual([]);
  } finally {
    execFileSync('umount', [mount]);
    rmSync(folder, { recursive: true });
  }
});

test('a server that goes away in the middle is named, and nothing is left', async () => {
  const dying = await startCluster();
  try {
    await dying.query(
      'create table public.t as select g, repeat(md5(g::text), 20) as v from generate_series(1, 200000) g',
    );
    const running = startBackup(
      request(dying, directory.path, {
        onProgress: ({ bytes }) => {
          if ((bytes ?? 0) > 100_000) void dying.stop();
        },
      }),
    );
    const error = await failure(running.published);
    expect(['program-lost-server', 'server-gone']).toContain(error.code);
    expect(error.status).toBe(69);
    expect(error.message).toContain(`127.0.0.1:${dying.port}/postgres`);
    expect(await failure(running.early)).toBe(error);
    expect(left(directory.path)).toEqual([]);
  } finally {
    await dying.stop();
  }
});

test('a stop from outside ends the programs and leaves nothing', async () => {
  const stop = new AbortController();
  const reason = new Failure('interrupted', { signal: 'SIGINT' });
  const running = startBackup(
    request(cluster, directory.path, {
      signal: stop.signal,
      onProgress: ({ bytes }) => {
        if ((bytes ?? 0) > 0) stop.abort(reason);
      },
    }),
  );
  expect(await failure(running.published)).toBe(reason);
  expect(left(directory.path)).toEqual([]);
  await expect(cluster.query("select from pg_stat_activity where application_name = 'permahub'")).resolves.toEqual([]);
});

test('cancel settles when nothing of the run is left', async () => {
  const running = startBackup(request(cluster, directory.path));
  await new Promise((resolve) => setTimeout(resolve, 600));
  await running.cancel();
  expect((await failure(running.early)).code).toBe('interrupted');
  expect(left(directory.path)).toEqual([]);
});

test('a backup directory that is a link or a file is refused', async () => {
  const real = join(directory.path, '../elsewhere');
  mkdirSync(real);
  symlinkSync(real, directory.path);
  const error = await failure(takeBackup(cluster, directory.path));
  expect([error.status, error.message, error.hint]).toEqual([
    74,
    `The backup directory ${directory.path} cannot be used: it is a symbolic link.`,
    'Make it a directory of your own that you may write, or name another one (backups.directory).',
  ]);
  expect(readdirSync(real)).toEqual([]);
  const file = join(real, 'file');
  writeFileSync(file, '');
  expect((await failure(takeBackup(cluster, file))).message).toMatch(
    /^The backup directory \S+ cannot be used: EEXIST/,
  );
});

test('what dead runs left is swept, a living run is not touched', async () => {
  mkdirSync(directory.path, { mode: 0o755 });
  const put = (file: string) => writeFileSync(join(directory.path, file), 'x');
  put('backup_20200101_000000_full.sql.partial');
  put('.backup_20200101_000001.running');
  put('backup_20200101_000001_custom.dump');
  put('backup_20200101_000002_full.sql.partial');
  put('notes.txt.partial');
  await withFileLock(join(directory.path, '.backup_20200101_000002.running'), () =>
    takeBackup(cluster, directory.path),
  );
  expect(left(directory.path).filter((file) => /2020|notes/.test(file))).toEqual([
    '.backup_20200101_000002.running',
    'backup_20200101_000002_full.sql.partial',
    'notes.txt.partial',
  ]);
});

test('a difference between database and copy publishes nothing and is named', async () => {
  const other = { facts: () => [], schemas: () => ['schema: in the copy only: index public.extra'] };
  const error = await failure(takeBackup(cluster, directory.path, { compare: other }));
  expect([error.status, error.message, error.hint]).toEqual([
    65,
    `The restored copy is not equal to the database 127.0.0.1:${cluster.port}/postgres, so there is no verified backup:\n  schema: in the copy only: index public.extra`,
    'Nothing was published and nothing published was touched. Start again; if it stays, report it as a bug in permahub.',
  ]);
  expect(left(directory.path)).toEqual([]);
});

test('a role that cannot read a table is named by the program', async () => {
  await cluster.query("create role weak login bypassrls password 'test-password-1'");
  const source = { connection: connectionTo(cluster, 'postgres', 'weak'), tools, scratch };
  const error = await failure(takeBackup(cluster, directory.path, { source }));
  expect(error.status).toBe(69);
  expect(error.message).toContain('permission denied for table t');
  expect(left(directory.path)).toEqual([]);
});

test('a backup that cannot be read is listed as broken, and asking for it says why', async () => {
  const { backup } = await takeBackup(cluster, directory.path);
  const { metadata } = backup;
  const file = join(directory.path, `${metadata.backup}_metadata.json`);
  const text = readFileSync(file, 'utf8');
  const faults: [string, string][] = [
    [text.replace('"schema": 1', '"schema": 2'), 'schema: Invalid input: expected 1'],
    [
      text.replace('_full.sql"', '_full.sql/../../etc/passwd"'),
      `it names the file ${metadata.backup}_full.sql/../../etc/passwd`,
    ],
    [
      text.replace(`"backup": "${metadata.backup}"`, '"backup": "backup_20200101_000000"'),
      'it says it is of backup_20200101_000000',
    ],
  ];
  for (const [content, problem] of faults) {
    writeFileSync(file, content);
    expect(await listBackups(directory.path)).toEqual({
      backups: [],
      broken: [{ file: `${metadata.backup}_metadata.json`, directory: directory.path, problem }],
    });
    const error = await failure(findBackup(directory.path, metadata.backup));
    expect([error.status, error.message, error.hint]).toEqual([
      65,
      `${metadata.backup}_metadata.json in ${directory.path} cannot be used: ${problem}.`,
      'Keep its files for a closer look; `permahub backups` lists the others.',
    ]);
  }
  writeFileSync(file, text);
  chmodSync(file, 0o600);
  expect((await listBackups(directory.path)).backups).toEqual([backup]);
  const missing = await failure(findBackup(directory.path, 'backup_20200101_000000'));
  expect([missing.status, missing.message, missing.hint]).toEqual([
    69,
    `Not found in ${directory.path}: backup_20200101_000000.`,
    '`permahub backups` lists those that are there; `permahub backup` makes one.',
  ]);
  expect(existsSync(join(directory.path, metadata.parts.full.file))).toBe(true);
});
