import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveSet } from '../../src/backup/archive-set.ts';
import { findBackup, listBackups } from '../../src/backup/list.ts';
import { parseMetadata } from '../../src/backup/metadata-schema.ts';
import { openBackup } from '../../src/backup/open.ts';
import { pointLatest } from '../../src/backup/publish.ts';
import { removeSet } from '../../src/backup/remove-set.ts';
import { startBackup } from '../../src/backup/start.ts';
import { takeIn } from '../../src/backup/take-in.ts';
import type { Backup, DirectoryParts, Proven } from '../../src/backup/types.ts';
import { Failure } from '../../src/failures.ts';
import { mustSeeFolders } from '../../src/postgres/sees-folders.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import type { RestoreInput } from '../../src/recovery/types.ts';
import { changedFiles, touchedFiles } from '../../src/verification/files.ts';
import { verifyBackup } from '../../src/verification/verify.ts';
import { approval, compare, state } from '../recovery/fixture.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { connectionTo, emptyDirectory, request, scratch, tools } from './fixture.ts';
import { makeSet } from './sets.ts';
import { strange } from './strange.ts';

let cluster: Cluster;
let proven: Proven;
let backup: Backup;
let folder: string;
const directory = emptyDirectory();
const parallel = { above: 0, jobs: 3 };
const path = (file: string) => join(directory.path, file);
const partsOf = ({ metadata }: Backup) => metadata.parts as DirectoryParts;

beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(strange);
  proven = await startBackup(request(cluster, directory.path, { parallel })).published;
  ({ backup } = proven);
  folder = partsOf(backup).directory.file;
});
afterAll(async () => {
  await cluster?.stop();
  directory.remove();
});

async function failure(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (thrown) => thrown,
  );
  if (!(error instanceof Failure)) throw error;
  return error;
}

/** The set in a folder of its own, to be harmed; a copy is a fresh file to whoever looks. */
async function apart(harm: (folder: string) => void): Promise<Backup> {
  const other = `${directory.path}-${Math.random().toString(36).slice(2)}`;
  cpSync(directory.path, other, { recursive: true, verbatimSymlinks: true });
  harm(join(other, folder));
  return { ...backup, directory: other };
}

describe('a strange database over three connections', () => {
  test('is proven whole: every table, sequence and large object', () => {
    expect(proven.pending).toEqual([]);
    expect(proven.record).toMatchObject({ tables: 15, sequences: 3, largeObjects: 3, unverified: [], data: 'none' });
  });

  test('is a folder and three files, closed to others, and what it consists of can be said by anybody', async () => {
    const name = backup.metadata.backup;
    const own = [`${name}_directory.dump`, `${name}_metadata.json`, `${name}_roles.sql`, `${name}_schema.sql`];
    const around = ['.gitignore', '.lock', 'backup_log.md', 'latest_directory.dump'];
    expect(readdirSync(directory.path).sort()).toEqual([...around, ...own].sort());
    expect(lstatSync(path(folder)).mode & 0o777).toBe(0o700);
    const files = readdirSync(path(folder)).sort();
    for (const file of files) expect([file, lstatSync(path(`${folder}/${file}`)).mode & 0o777]).toEqual([file, 0o600]);
    const { directory: dump } = partsOf(backup);
    expect(dump.files.map(({ file }) => file)).toEqual(files);
    const sums = 'LC_ALL=C; export LC_ALL; cd "$1" && sha256sum * | sha256sum && cat * | wc -c';
    const said = execFileSync('sh', ['-c', sums, 'sh', path(folder)], { encoding: 'utf8' });
    expect(said.split(/\s+/)).toEqual([dump.sha256, '-', String(dump.bytes), '']);
  });

  test('is listed and found by its name, by its folder and as the latest', async () => {
    expect(await listBackups(directory.path)).toEqual({ backups: [backup], broken: [] });
    for (const name of [backup.metadata.backup, `backups/${folder}`, 'latest'])
      expect(await findBackup(directory.path, name)).toEqual(backup);
    expect(readlinkSync(path('latest_directory.dump'))).toBe(folder);
    expect(await touchedFiles(backup)).toEqual([]);
  });

  test('has the schema that PostgreSQL itself writes', () => {
    const lines = (text: string) => text.split('\n').filter((line) => !/^\\(un)?restrict/.test(line));
    const own = readFileSync(path(partsOf(backup).schema.file), 'utf8');
    const args = ['-s', cluster.url()];
    const theirs = execFileSync('/usr/lib/postgresql/15/bin/pg_dump', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
    expect(lines(own)).toEqual(lines(theirs));
  });

  test('links of the four dump files go when the newest set has none, and come back', async () => {
    const other = `${directory.path}-links`;
    const links = () => readdirSync(other).filter((name) => name.startsWith('latest_'));
    const plain = makeSet(other, { at: new Date() });
    await pointLatest(other, plain);
    expect(links()).toEqual(['latest_custom.dump', 'latest_full.sql']);
    await pointLatest(other, backup.metadata);
    expect(links()).toEqual(['latest_directory.dump']);
    await pointLatest(other, plain);
    expect(links()).toEqual(['latest_custom.dump', 'latest_full.sql']);
  });

  test('is verified again by its files alone', async () => {
    const { tables, rows, sequences, largeObjects } = proven.record;
    const whole = { tables, rows, sequences, largeObjects, unverified: [], data: 'none' };
    expect(await verifyBackup({ backup, scratch })).toMatchObject(whole);
  });
});

describe('metadata that lists other files', () => {
  const text = () => readFileSync(path(`${backup.metadata.backup}_metadata.json`), 'utf8');
  const rows = (file: string) => new RegExp(`"file": "${file}"`);
  test.each([
    ['a file elsewhere', /"file": "toc.dat"/, '"file": "../toc.dat"', 'it names the file <folder>/../toc.dat'],
    ['no table of contents', /"file": "toc.dat"/, '"file": "1.dat"', 'its list of <folder> is not whole'],
    ['no hash', /("file": "toc.dat",\s+"bytes": \d+,\s+"sha256": ")./, '$1x', 'must match pattern'],
    [
      'another hash',
      /("file": "toc.dat",\s+"bytes": \d+,\s+"sha256": ")[^"]+/,
      `$1${'0'.repeat(64)}`,
      'its list of <folder> does not belong to it',
    ],
    ['another size', /("file": "toc.dat",\s+"bytes": )/, '$11', 'its list of <folder> does not belong to it'],
    ['another folder', /_directory\.dump"/, '_directory.dump2"', 'it names the file <folder>2'],
  ])('%s is refused', (_, from, to, problem) => {
    const changed = text().replace(from, to);
    expect(changed).not.toBe(text());
    expect(rows('toc.dat').test(text())).toBe(true);
    expect(() => parseMetadata(changed, `${backup.metadata.backup}_metadata.json`)).toThrow(
      problem.replace('<folder>', folder),
    );
  });
});

describe('harm to the folder', () => {
  const rows = () => {
    const { files } = partsOf(backup).directory;
    return files.filter(({ file }) => /^\d+\.dat$/.test(file)).sort((a, b) => b.bytes - a.bytes)[0]?.file as string;
  };
  const harms: [string, (folder: string) => void, (file: string) => string][] = [
    ['changed', (at) => flip(join(at, rows())), (file) => `${file} has other content than the one that was published`],
    ['longer', (at) => appendFileSync(join(at, rows()), 'x'), (file) => `${file} has `],
    ['missing', (at) => rmSync(join(at, rows())), (file) => `${file} cannot be read: ENOENT`],
    [
      'more',
      (at) => writeFileSync(join(at, '9999.dat'), ''),
      () => `${folder}/9999.dat is none of the files that were published`,
    ],
  ];
  test.each(harms)('a file that is %s is named', async (_, harm, says) => {
    const harmed = await apart(harm);
    for (const look of [changedFiles, touchedFiles]) {
      const told = await look(harmed);
      expect(told).toHaveLength(1);
      expect(told[0]).toContain(says(`${folder}/${rows()}`));
    }
  });

  test.each(harms)('a restore of one with a file that is %s touches nothing', async (what, harm) => {
    const harmed = await apart(harm);
    const error = await failure(restore({ backup: harmed }));
    const file = what === 'more' ? '9999.dat' : rows();
    expect([error.code, error.status]).toEqual(['restore-backup-damaged', 65]);
    expect(error.message).toContain(`: ${folder}/${file} is not the file that was published: `);
  });

  test('who writes there while it is restored has it rolled back', async () => {
    const harmed = await apart(() => undefined);
    const before = await state(cluster);
    const error = await failure(
      restore({
        backup: harmed,
        // As an editor that saves the same text again.
        onProgress: ({ step }) => step === 'emptying' && utimesSync(join(harmed.directory, folder, rows()), 1, 1),
      }),
    );
    expect(error.code).toBe('restore-failed');
    expect(error.message).toContain(`the backup was changed: somebody wrote to ${folder}/${rows()} meanwhile`);
    expect(await state(cluster)).toEqual(before);
  });
});

const restore = (more: Partial<RestoreInput> = {}) =>
  restoreBackup({ approval, backup, connection: connectionTo(cluster), tools, compare, ...more });

test('from the archive it comes back byte by byte, and is restored over a database that lost much of it', async () => {
  const archive = join(directory.path, 'archive');
  const before = await state(cluster);
  await archiveSet(backup, archive);
  expect(await removeSet(directory.path, backup.metadata.backup)).toBe(true);
  expect(readdirSync(directory.path).filter((name) => name.startsWith('backup_2'))).toEqual([]);
  const old = await findBackup(directory.path, folder);
  expect(readdirSync(join(archive, folder)).every((file) => /\.(dat|toc)\.gz$/.test(file))).toBe(true);
  expect(lstatSync(join(archive, folder)).mode & 0o777).toBe(0o700);
  const opened = await openBackup(old);
  expect(await changedFiles(opened.backup)).toEqual([]);
  await cluster.query(`drop schema "Odd Schema" cascade; drop table public.types cascade; truncate public.parts;
    select lo_unlink(oid) from pg_largeobject_metadata; drop policy "p'olicy" on public.watched; create table public.more ()`);
  const result = await restore({ backup: opened.backup });
  expect(result).toMatchObject({ tables: 15, sequences: 3, largeObjects: 3 });
  await opened.close();
  expect(await state(cluster)).toEqual(before);
  expect(readdirSync(archive).filter((name) => name.startsWith('.unpacked'))).toEqual([]);

  // The same set, from wherever it was kept, is a set here again.
  const elsewhere = await openBackup(old);
  const from = (file: string) => readFileSync(join(elsewhere.backup.directory, file));
  const text = `${JSON.stringify({ ...old.metadata, archived: undefined })}\n`;
  const taken = await takeIn(directory.path, old.metadata.backup, {
    file: async (file, sink) => sink(file.endsWith('.json') ? Buffer.from(text) : from(file)),
    folder: async (name, take) => {
      for (const file of readdirSync(join(elsewhere.backup.directory, name)))
        await take(
          file,
          (async function* () {
            yield from(`${name}/${file}`);
          })(),
        );
    },
  });
  expect(await changedFiles({ directory: directory.path, metadata: taken })).toEqual([]);
  const lacks = failure(
    takeIn(`${directory.path}-lacks`, old.metadata.backup, {
      file: async (file, sink) => sink(file.endsWith('.json') ? Buffer.from(text) : from(file)),
      folder: async () => undefined,
    }),
  );
  expect((await lacks).message).toContain(`${folder}/`);
  expect(readdirSync(`${directory.path}-lacks`).filter((name) => name.startsWith('backup_'))).toEqual([]);
  await elsewhere.close();
});

test('programs that do not see the folder are refused with what to do', () => {
  expect(() => mustSeeFolders(tools)).not.toThrow();
  const words = 'container supabase_db_shop (17.6)';
  const error = (() => {
    try {
      return mustSeeFolders({ kind: 'container', words });
    } catch (thrown) {
      return thrown as Failure;
    }
  })();
  expect([error?.status, error?.message, error?.hint]).toEqual([
    69,
    `A dump over several connections is a folder of this machine, and ${words} does not see it.`,
    'Have native programs used: "postgres": {"tools": "native"} in the settings. A backup without --parallel, or a larger "backups.parallel.above", needs none.',
  ]);
});

function flip(file: string): void {
  const content = readFileSync(file);
  content[content.length >> 1] = (content[content.length >> 1] as number) ^ 4;
  writeFileSync(file, content);
}
