import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSet, type SetOf } from '../backup/sets.ts';
import { differing, type Measured } from '../demo/measure.ts';
import { expectGolden } from './golden.ts';
import { agrees, openSandbox, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

let box: Sandbox;
let target: string;
let before: Map<string, Measured>;
let old: string;
let second: string;
let key: string;
const day = 86_400_000;

beforeAll(async () => {
  // An ANALYZE of the server's own counts as drift, and would mean one more backup.
  box = await openSandbox('3.1.0', { settings: ['autovacuum=off'] });
  target = box.cluster.url().replace(/:[^:@/]+@/, '@');
  commitSettings(box, teamSettings);
  before = await box.measure();
});
afterAll(() => box?.remove());

const alone = (...args: string[]) => box.alone('permahub', args);
const backUp = async (...args: string[]): Promise<{ backup: string; stderr: string }> => {
  const ran = await alone('backup', ...args, '--target', target, '--json');
  expect([ran.status, ran.status === 0 ? '' : ran.stderr]).toEqual([0, '']);
  return { backup: JSON.parse(ran.stdout).backup, stderr: ran.stderr };
};
/** Makes a published backup as old as that; its files are what they were. */
const age = (backup: string, days: number) => {
  const file = join(box.backups, `${backup}_metadata.json`);
  const metadata = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...metadata, startedAt: new Date(Date.now() - days * day).toISOString() }));
};
const volatile = () =>
  [
    [box.project.folder, '<project>'],
    [`:${box.cluster.port}`, ':<port>'],
    [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
    [/\d{4}-\d\d-\d\d \d\d:\d\d/g, '<day and time>'],
    [/git [0-9a-f]{7} \S+/g, 'git <commit> <branch>'],
    [/[\d.]+ (kB|MB)/g, '<size>'],
    [/just now|\d+ minutes? ago/g, '<moments ago>'],
  ] as const;

test('a backup archives the old ones by itself, with one line; what it did stands in both logs', async () => {
  old = (await backUp('pre-deploy')).backup;
  expect((await alone('retain')).stderr).toBe('');
  age(old, 40);
  // Another verified one is the newest now; the old one is one of the last ten.
  const made = await backUp();
  second = made.backup;
  key = JSON.parse(readFileSync(join(box.backups, `${second}_metadata.json`), 'utf8')).target.key;
  expect(made.stderr).toContain('permahub: 1 old backup archived; `permahub retain` says why the others stay.');
  expect(readdirSync(box.backups).filter((name) => name.startsWith(old))).toEqual([]);
  expect(readdirSync(join(box.backups, 'archive')).filter((name) => name.startsWith(old))).toHaveLength(6);
  const why = 'older than 30 days: one of the last 10 of its target';
  expect(readFileSync(join(box.backups, 'guard.log'), 'utf8')).toContain(`retention: archived ${old}: ${why}\n`);
  expect(readFileSync(join(box.backups, 'backup_log.md'), 'utf8')).toMatch(
    new RegExp(`### \\d\\d:\\d\\d - Archived\n- \\*\\*Reason:\\*\\* ${why}\n- \\*\\*Backup:\\*\\* ${old}\n\n$`),
  );
});

test('an archived backup is listed, proven again and put back by name', async () => {
  const list = await alone('backups');
  await expectGolden(list.stdout, 'permahub-backups', volatile());
  expect(list.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(JSON.parse((await alone('backups', '--named', 'DEPLOY', '--json')).stdout).backups).toMatchObject([
    { backup: old, purpose: 'by hand', archived: { bytes: expect.any(Number) } },
  ]);
  expect(JSON.parse((await alone('backups', '--since', '1d', '--json')).stdout).backups).toHaveLength(1);
  expect((await alone('backups', '--environment', 'production')).stdout).toMatch(/^None of the 2 backups in /);
  const verified = await alone('verify', old, '--json');
  expect([verified.status, JSON.parse(verified.stdout)]).toMatchObject([
    0,
    { backup: old, directory: join(box.backups, 'archive'), proof: { unverified: [], data: 'restored' } },
  ]);
  await box.cluster.query('delete from public.reviews');
  const restored = await box.asPerson('permahub', ['restore', old, '--target', target], agrees);
  expect([restored.status, restored.screen]).toEqual([0, expect.stringContaining(`restored ${old} and compared`)]);
  expect(differing(before, await box.measure())).toEqual([]);
  expect(readdirSync(join(box.backups, 'archive')).filter((name) => name.startsWith('.unpacked'))).toEqual([]);
});

test('one whose archived file rotted is named before anybody is asked', async () => {
  const file = join(box.backups, 'archive', `${old}_schema.sql.gz`);
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, -9));
  const ran = await box.asPerson('permahub', ['restore', old, '--target', target], agrees);
  writeFileSync(file, bytes);
  expect(ran.status).toBe(65);
  const words = ran.screen.replace(/\s+/g, ' ').replace(/\d+ bytes instead of \d+/, '<n> bytes instead of <m>');
  await expectGolden(words, 'permahub-restore-rotten', volatile());
});

test('history says between which backups rows vanished', async () => {
  const words = await alone('history', 'reviews');
  expect(words.status).toBe(0);
  const { rows } = before.get('reviews') as Measured;
  expect(words.stdout).toContain(`
  public.reviews  990  0
    400 -> 0 between ${second} and
    backup_`);
  const { targets } = JSON.parse((await alone('history', 'public.reviews', '--json')).stdout);
  expect(targets[0].tables[0].biggestFall).toMatchObject({ lost: rows, before: { rows } });
  const none = await alone('history', 'nowhere');
  expect([none.status, none.stderr]).toEqual([
    69,
    expect.stringContaining(`No backup in ${box.backups} holds a table nowhere.`),
  ]);
});

/** A set of the same target that no server ever saw, made by a timer that many hours ago. */
const madeUp = (hours: number, more: Partial<SetOf> = {}) => {
  const at = new Date(Date.now() - (hours * day) / 24);
  return makeSet(box.backups, { at, key, environment: 'staging', purpose: 'scheduled', ...more }).backup;
};

test('retain shows its plan and does nothing; --apply does it; a set that is not understood stays', async () => {
  commitSettings(box, { ...teamSettings, backups: { keepLast: 1 } });
  writeFileSync(join(box.backups, 'backup_20200101_000000_metadata.json'), '{"schema": 2}');
  const [gone, goneToo] = [madeUp(900), madeUp(20)];
  const names = () => readdirSync(box.backups).filter((name) => /^backup_.*_metadata\.json$/.test(name));
  const count = names().length;
  const plan = await alone('retain');
  expect([plan.status, names().length]).toEqual([0, count]);
  await expectGolden(`${plan.stdout}\n${plan.stderr}`, 'permahub-retain', volatile());
  expect(plan.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const applied = JSON.parse((await alone('retain', '--apply', '--json')).stdout);
  expect(applied.done).toMatchObject({ archived: [], problems: [] });
  // With one kept, that of before the restore goes as well, but not those the journal names.
  expect(applied.done.removed.map((each: { backup: string }) => each.backup)).toEqual([second, goneToo, gone]);
  expect(names()).toContain('backup_20200101_000000_metadata.json');
  const [named] = JSON.parse((await alone('backups', '--named', 'pre-restore', '--json')).stdout).backups;
  expect(named.proof).not.toBeNull();
  const again = await alone('retain', '--apply');
  expect([again.status, again.stderr]).toEqual([
    0,
    expect.stringMatching(/permahub: 0 backups archived, 0 backups removed\.\n$/),
  ]);
  for (const link of readdirSync(box.backups).filter((name) => name.startsWith('latest_')))
    expect(statSync(join(box.backups, link)).size).toBeGreaterThan(1000);
});

test('a journal that was changed removes nothing, and says so', async () => {
  const extra = madeUp(900);
  const file = join(box.backups, 'reset_log.txt');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('A test of', 'A toast of'));
  try {
    const { sets } = JSON.parse((await alone('retain', '--json')).stdout);
    expect(sets.find((each: { backup: string }) => each.backup === extra)).toMatchObject({
      what: 'keep',
      why: 'the journal was changed: nothing is removed',
    });
  } finally {
    writeFileSync(file, text);
  }
});

test('a damaged old backup is reported by --apply: status 1', async () => {
  // Another second than the one above: a backup is named after it.
  const damaged = madeUp(901, { environment: 'production', key: 'abcdefghijklmnopqrst', purpose: 'pre-migration' });
  madeUp(2, { environment: 'production', key: 'abcdefghijklmnopqrst' });
  const file = join(box.backups, `${damaged}_full.sql`);
  writeFileSync(file, readFileSync(file, 'utf8').replace('create', 'CREATE'));
  const ran = await alone('retain', '--apply');
  expect([ran.status, ran.stderr]).toEqual([
    1,
    expect.stringContaining(`permahub: 0 backups archived, 1 backup removed.
  ${damaged} was not archived: ${damaged}_full.sql has other content than the one that was published.
`),
  ]);
  expect(readdirSync(box.backups).filter((name) => name.startsWith(damaged))).toHaveLength(6);
});

test('what cannot be done is said and fails no backup: a file in the place of the archive', async () => {
  commitSettings(box, { ...teamSettings, backups: { archive: 'a-file' } });
  box.write('a-file', '');
  const kept = madeUp(900);
  const { stderr } = await backUp();
  expect(stderr).toContain('permahub: Old backups were left as they are: The backup directory');
  expect(readdirSync(box.backups).filter((name) => name.startsWith(kept))).toHaveLength(6);
});

test('the report is one file for its owner alone, and replaces a link instead of following it', async () => {
  commitSettings(box, teamSettings);
  const made = await alone('report');
  expect([made.status, made.stdout, made.stderr]).toEqual([0, '', `permahub: ${join(box.backups, 'report.html')}\n`]);
  const page = readFileSync(join(box.backups, 'report.html'), 'utf8');
  expect(page).toContain('public.reviews');
  expect(page).toContain('A test of the guarded line');
  expect(page).toContain('A backup cannot be read.');
  expect(page).not.toContain(box.cluster.password);
  const out = join(box.project.folder, 'out.html');
  symlinkSync('/etc/hostname', out);
  expect((await alone('report', '--out', out)).status).toBe(0);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>/);
  const nowhere = await alone('report', '--out', join(box.project.folder, 'no/where.html'));
  expect([nowhere.status, nowhere.stderr]).toEqual([74, expect.stringContaining('could not be written: ENOENT')]);
});
