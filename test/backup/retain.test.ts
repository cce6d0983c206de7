import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findBackup, listBackups } from '../../src/backup/list.ts';
import { openBackup } from '../../src/backup/open.ts';
import { holdBackup } from '../../src/backup/reading.ts';
import { type Retained, retain } from '../../src/backup/retain.ts';
import { type Fate, planRetention } from '../../src/backup/retain-plan.ts';
import type { Backup, Metadata } from '../../src/backup/types.ts';
import { Failure } from '../../src/failures.ts';
import { bundled } from '../support/bundled.ts';
import { day, folders, makeSet } from './sets.ts';

const now = Date.now();
const settings = { keepLast: 10, preMigrationDays: 30, archiveAfterDays: 30 };
const ago = (days: number) => ({ at: new Date(now - days * day) });
let place: ReturnType<typeof folders>;
beforeEach(() => {
  place = folders();
});
afterEach(() => place.remove());

const asPlanned = (): Promise<Retained> =>
  retain(place, (found) => planRetention(found.sets, { ...found, named: new Set() }, settings, now));
/** Does one thing with one set, whatever the rules say. */
const force = (fate: Fate, name: string) =>
  retain(place, ({ sets }) =>
    sets.filter(({ backup }) => backup === name).map((set) => ({ set, fate, why: 'a test' })),
  );
const names = (folder: string) => (existsSync(folder) ? readdirSync(folder).filter((n) => n.includes('backup_')) : []);
const files = (metadata: Metadata) => Object.values(metadata.parts).map(({ file }) => file);
/** Everything there is of a backup, read as every reader reads it. */
async function contentOf(backup: Backup): Promise<string[]> {
  const opened = await openBackup(backup);
  try {
    return Object.values(opened.backup.metadata.parts).map(({ file, sha256 }) => {
      const found = createHash('sha256')
        .update(readFileSync(join(opened.backup.directory, file)))
        .digest('hex');
      return `${file} ${found === sha256}`;
    });
  } finally {
    await opened.close();
  }
}
const whole = (metadata: Metadata) => files(metadata).map((file) => `${file} true`);

test('an old backup goes into the archive and is still found, listed and read by name', async () => {
  const old = makeSet(place.directory, { ...ago(40), name: 'pre-migration-005' });
  const young = makeSet(place.directory, ago(1));
  expect(await asPlanned()).toEqual({
    archived: [{ backup: old.backup, why: 'older than 30 days: one of the last 10 of its target' }],
    removed: [],
    problems: [],
  });
  expect(names(place.directory).sort()).toEqual([...files(young), `${young.backup}_metadata.json`].sort());
  expect(names(place.archive).sort()).toEqual(
    [...files(old).map((file) => `${file}.gz`), `${old.backup}_metadata.json`].sort(),
  );
  const { backups, broken } = await listBackups(place.directory);
  expect(backups.map(({ metadata }) => metadata.backup)).toEqual([young.backup, old.backup]);
  expect(broken).toEqual([]);
  const found = await findBackup(place.directory, old.backup);
  const { archived, ...rest } = found.metadata;
  expect(rest).toEqual(old);
  expect(Math.abs(Date.parse(archived?.at ?? '') - Date.now())).toBeLessThan(60_000);
  for (const name of [`${old.backup}_full.sql`, `backups/archive/${old.backup}_full.sql.gz`])
    expect((await findBackup(place.directory, name)).metadata.backup).toBe(old.backup);
  expect(await contentOf(found)).toEqual(whole(old));
  expect(names(place.archive).filter((name) => name.startsWith('.unpacked'))).toEqual([]);
});

test('what lies in the archive is small, for its owner alone, and any gunzip reads it', async () => {
  const old = makeSet(place.directory, ago(40));
  await force('archive', old.backup);
  const file = join(place.archive, `${old.parts.full.file}.gz`);
  const text = execFileSync('gzip', ['-dc', file]);
  expect(createHash('sha256').update(text).digest('hex')).toBe(old.parts.full.sha256);
  expect(statSync(file).size).toBeLessThan(old.parts.full.bytes / 10);
  expect(statSync(place.archive).mode & 0o777).toBe(0o700);
  for (const name of names(place.archive)) expect(statSync(join(place.archive, name)).mode & 0o777).toBe(0o600);
});

test('a damaged backup is reported and stays where it is, whatever the harm', async () => {
  const harms: ((path: string) => void)[] = [
    (path) => {
      const content = readFileSync(path);
      content[content.length >> 1] = (content[content.length >> 1] as number) ^ 1;
      writeFileSync(path, content);
    },
    (path) => {
      unlinkSync(path);
      mkdirSync(path);
    },
  ];
  const sets = harms.map((_, index) => makeSet(place.directory, ago(40 + index)));
  makeSet(place.directory, ago(1));
  const before = names(place.directory);
  (harms[0] as (path: string) => void)(join(place.directory, sets[0]?.parts.data.file ?? ''));
  expect(await asPlanned()).toEqual({
    archived: [{ backup: sets[1]?.backup, why: expect.any(String) }],
    removed: [],
    problems: [
      `${sets[0]?.backup} was not archived: ${sets[0]?.parts.data.file} has other content than the one that was published.`,
    ],
  });
  expect(names(place.directory)).toEqual(before.filter((name) => !name.startsWith(sets[1]?.backup ?? '-')));
  expect(names(place.archive).filter((name) => name.startsWith(sets[0]?.backup ?? '-'))).toEqual([]);
});

test('one that is being read is neither moved nor removed; when it is free the move is completed', async () => {
  const read = makeSet(place.directory, ago(40));
  makeSet(place.directory, ago(1));
  const [backup] = (await listBackups(place.directory)).backups.slice(-1) as [Backup];
  const hold = await holdBackup(backup);
  expect(await asPlanned()).toEqual({ archived: [], removed: [], problems: [] });
  expect(await force('remove', read.backup)).toMatchObject({
    removed: [],
    problems: [`${read.backup} was not removed: it is being read.`],
  });
  expect(await force('archive', read.backup)).toMatchObject({
    archived: [],
    problems: [`${read.backup} was not archived: it is being read.`],
  });
  expect(await contentOf(backup)).toEqual(whole(read));
  // The copy is in the archive already: it is taken as it is, and the list names the set once.
  const copied = statSync(join(place.archive, `${read.parts.full.file}.gz`)).mtimeMs;
  expect((await listBackups(place.directory)).backups).toHaveLength(2);
  hold.release();
  expect((await asPlanned()).archived.map((each) => each.backup)).toEqual([read.backup]);
  expect(statSync(join(place.archive, `${read.parts.full.file}.gz`)).mtimeMs).toBe(copied);
  expect(await contentOf(await findBackup(place.directory, read.backup))).toEqual(whole(read));
});

test('a reader in another process counts as well, and no longer once it is killed', async () => {
  const read = makeSet(place.directory, ago(40));
  const { program, remove } = bundled(join(import.meta.dirname, 'programs/reading.ts'));
  const { spawn } = await import('node:child_process');
  const reader = spawn(process.execPath, [program, place.directory, read.backup], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise((resolve) => reader.stdout.once('data', resolve));
    expect((await force('remove', read.backup)).removed).toEqual([]);
    reader.kill('SIGKILL');
    await new Promise((resolve) => reader.once('close', resolve));
    expect((await force('remove', read.backup)).removed).toHaveLength(1);
    expect(names(place.directory)).toEqual([]);
  } finally {
    reader.kill('SIGKILL');
    remove();
  }
});

test('a latest link never dangles: what it leads to stays, however old', async () => {
  const verified = makeSet(place.directory, ago(400));
  for (let index = 1; index <= 12; index++) makeSet(place.directory, { ...ago(300 + index / 10), proof: null });
  makeSet(place.directory, { ...ago(50), proof: 'with exceptions' });
  symlinkSync(verified.parts.full.file, join(place.directory, 'latest_full.sql'));
  await asPlanned();
  expect(readFileSync(join(place.directory, 'latest_full.sql'), 'utf8')).toContain(verified.backup);
});

test('a set of the same name in the archive that is another one is not written over', async () => {
  const old = makeSet(place.directory, ago(40));
  const other = makeSet(place.archive, ago(40), 'select 1;\n');
  const before = names(place.archive).map((name) => readFileSync(join(place.archive, name), 'utf8'));
  expect(await force('archive', old.backup)).toMatchObject({
    archived: [],
    problems: [`${old.backup} was not archived: another backup of this name is in ${place.archive}.`],
  });
  expect(other.backup).toBe(old.backup);
  expect(names(place.archive).map((name) => readFileSync(join(place.archive, name), 'utf8'))).toEqual(before);
});

test('harm in the archive is seen when a backup is opened: 65, and nothing is left unpacked', async () => {
  const old = makeSet(place.directory, ago(40));
  await force('archive', old.backup);
  const file = `${old.parts.data.file}.gz`;
  const path = join(place.archive, file);
  const content = readFileSync(path);
  content[content.length >> 1] = (content[content.length >> 1] as number) ^ 1;
  writeFileSync(path, content);
  const failure = await openBackup(await findBackup(place.directory, old.backup)).catch((error) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect([failure.status, failure.message]).toEqual([
    65,
    expect.stringMatching(new RegExp(`^${file} in ${place.archive} cannot be used: .+\\.$`)),
  ]);
  expect(readdirSync(place.archive).filter((name) => name.startsWith('.unpacked'))).toEqual([]);
  truncateSync(path, 10);
  await expect(findBackup(place.directory, old.backup)).rejects.toThrow(`${file} has 10 bytes instead of`);
});

test('an archive elsewhere is used where the settings say so, and never the backup directory itself', async () => {
  const old = makeSet(place.directory, ago(40));
  const elsewhere = `${place.directory}-cold`;
  const plan = ({ sets }: { sets: readonly { backup: string }[] }) =>
    sets.map((set) => ({ set: set as never, fate: 'archive' as const, why: 'a test' }));
  expect(await retain({ directory: place.directory, archive: place.directory }, plan)).toMatchObject({
    problems: [`${old.backup} was not archived: the archive is the backup directory itself.`],
  });
  await retain({ directory: place.directory, archive: elsewhere }, plan);
  expect((await listBackups(place.directory, elsewhere)).backups).toHaveLength(1);
  expect((await listBackups(place.directory)).backups).toHaveLength(0);
  expect(await contentOf(await findBackup(place.directory, old.backup, elsewhere))).toEqual(whole(old));
});

describe('kill -9 at every step', () => {
  let program: string;
  let tidy: () => void;
  const wish = join(tmpdir(), `permahub-test-dying-retain-${process.pid}.json`);
  beforeAll(() => {
    const made = bundled(join(import.meta.dirname, 'programs/dying-retain.ts'));
    program = made.program;
    tidy = made.remove;
  });
  afterAll(() => tidy());
  const dies = (fate: Fate, dieAt: number, at = place): boolean => {
    writeFileSync(wish, JSON.stringify({ ...at, fate, dieAt }));
    const { signal, status, stderr } = spawnSync(process.execPath, [program, wish], { encoding: 'utf8' });
    if (signal === null) expect([status, stderr]).toEqual([0, '']);
    return signal === 'SIGKILL';
  };

  test('of an archiving loses nothing, and the next run completes it', async () => {
    const old = makeSet(place.directory, { ...ago(40), environment: 'production' });
    makeSet(place.directory, { ...ago(1), environment: 'production' });
    const start = `${place.directory}-start`;
    cpSync(place.directory, start, { recursive: true });
    let killed = 0;
    for (;;) {
      const directory = `${place.directory}-${killed + 1}`;
      cpSync(start, directory, { recursive: true });
      const at = { ...place, directory, archive: join(directory, 'archive') };
      if (!dies('archive', killed + 1, at)) break;
      killed++;
      const { backups, broken } = await listBackups(directory);
      expect([killed, backups.length, broken]).toEqual([killed, 2, []]);
      expect(await contentOf(await findBackup(directory, old.backup))).toEqual(whole(old));
      const done = await retain(at, (found) =>
        planRetention(found.sets, { ...found, named: new Set() }, settings, now),
      );
      expect(done.problems).toEqual([]);
      expect(
        readdirSync(at.archive)
          .filter((name) => !/^\.(git|reading|archive)/.test(name))
          .sort(),
      ).toEqual([...files(old).map((file) => `${file}.gz`), `${old.backup}_metadata.json`].sort());
      expect(readdirSync(directory).filter((name) => name.includes(old.backup))).toEqual([]);
      expect(await contentOf(await findBackup(directory, old.backup))).toEqual(whole(old));
    }
    // Five files are compressed and read back, named, marked for removal and unlinked: none of it went untested.
    expect(killed).toBe(30);
  });

  test('of a removal leaves a whole set or none, and the next run clears the rest away', async () => {
    const start = `${place.directory}-start`;
    const old = makeSet(start, ago(40));
    let killed = 0;
    for (;;) {
      const directory = `${place.directory}-${killed + 1}`;
      cpSync(start, directory, { recursive: true });
      const at = { ...place, directory, archive: join(directory, 'archive') };
      if (!dies('remove', killed + 1, at)) break;
      killed++;
      expect(await listBackups(directory)).toEqual({ backups: [], broken: [] });
      await retain(at, () => []);
      expect(readdirSync(directory).filter((name) => name.includes(old.backup))).toEqual([]);
    }
    expect(killed).toBe(12);
  });

  test('of somebody who reads an archived backup leaves nothing unpacked for long', async () => {
    const old = makeSet(place.directory, ago(40));
    await force('archive', old.backup);
    const left = join(place.archive, '.unpacked-0123456789abcdef');
    mkdirSync(left);
    writeFileSync(join(left, 'full.sql'), 'secret');
    const reader = await openBackup(await findBackup(place.directory, old.backup));
    await retain(place, () => []);
    expect(existsSync(left)).toBe(false);
    expect(readdirSync(reader.backup.directory)).toHaveLength(5);
    await reader.close();
    expect(existsSync(reader.backup.directory)).toBe(false);
  });
});
