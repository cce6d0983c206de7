import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectGolden, type Replaced } from '../guard/golden.ts';
import { openSandbox, type Sandbox } from '../guard/sandbox.ts';
import { commitSettings, teamSettings } from '../guard/team.ts';

let box: Sandbox;
let target: string;
let older: string;
let newer: string;
beforeAll(async () => {
  box = await openSandbox();
  target = box.cluster.url().replace(/:[^:@/]+@/, '@');
  commitSettings(box, { ...teamSettings, contacts: { 'Backup issues': 'Dan, day and night' } });
  older = JSON.parse((await alone('backup', '--target', target, '--json')).stdout).backup;
});
afterAll(() => box?.remove());

const alone = (...args: string[]) => box.alone('permahub', args);
const volatile = (): Replaced => [
  [box.project.folder, '<project>'],
  [`:${box.cluster.port}`, ':<port>'],
  [/permahub: Verifying .*\n/g, ''],
  [/permahub: Backing up and proving.*\n/g, ''],
  [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
  [/\b\d+(\.\d)? s\b/g, '<s>'],
  [/today \d\d:\d\d/g, 'today <time>'],
  [/[0-9a-f]{64}/g, '<sha256>'],
];
const records = (file: string) =>
  readFileSync(join(box.backups, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a drill backs up, restores, compares, and says only what it measured', async () => {
  const ran = await alone('drill', '--target', target, '--json');
  expect([ran.status, ran.status === 0 ? '' : ran.stderr]).toEqual([0, '']);
  const done = JSON.parse(ran.stdout);
  newer = done.backup;
  expect(newer).toMatch(/_drill$/);
  expect(records('drills.jsonl')).toEqual([done]);
  expect(done.recoverySeconds).toBeCloseTo(done.backupSeconds + done.restoreSeconds, 2);
  expect(done.seconds).toBeGreaterThanOrEqual(done.recoverySeconds);
  const [reviews] = await box.cluster.query('select count(*)::int as n from public.reviews');
  expect(done.rows).toBeGreaterThan(reviews?.n as number);
  expect(records('verifications.jsonl')).toMatchObject([{ backup: newer, outcome: 'equal' }]);
  const status = JSON.parse((await alone('status', '--json')).stdout);
  expect(status.targets[0].lastDrill).toEqual(done);
  expect((await alone('status')).stderr).toMatch(/^ {2}- +last drill +recovery about .* s; just now$/m);
});

test('rows of the backup stand beside those of the database now; a difference is no failure', async () => {
  await box.cluster.query(
    'delete from public.reviews where id in (select id from public.reviews order by id desc limit 3)',
  );
  await box.cluster.query('create table public.later (n int); insert into public.later values (1)');
  const ran = await alone('verify', older, '--against-source');
  expect(ran.status).toBe(0);
  await expectGolden(ran.stderr, 'verify-against-source', volatile());
  const json = JSON.parse((await alone('verify', older, '--against-source', '--json')).stdout);
  expect(json.tables).toContainEqual({ name: 'public.later', backup: null, now: 1 });
});

test('--weekly leaves out what was restored this week, but never the newest of a target', async () => {
  const ran = JSON.parse((await alone('verify', '--weekly', '--json')).stdout);
  expect(ran).toMatchObject({ ok: true, kept: 2, tested: [{ backup: newer, outcome: 'equal' }] });
  const own = JSON.parse((await alone('verify', '--weekly', '--target', target, '--json')).stdout);
  expect(own).toMatchObject({ ok: true, kept: 2, tested: [{ backup: newer, outcome: 'equal' }] });
  const none = await alone('verify', '--weekly', '--target', box.cluster.url('template1'));
  expect([none.status, none.stderr]).toEqual([69, expect.stringContaining('a backup of 127.0.0.1:')]);
});

test('bit rot is found and named, the others are tried all the same, and the newest good one is said: 65', async () => {
  const path = join(box.backups, `${newer}_custom.dump`);
  const sound = readFileSync(path);
  const rotten = Buffer.from(sound);
  rotten[sound.length >> 1] = (sound[sound.length >> 1] as number) ^ 1;
  writeFileSync(path, rotten);
  writeFileSync(join(box.backups, 'backup_20200101_000000_metadata.json'), '{');
  const ran = await alone('verify', '--all');
  expect(ran.status).toBe(65);
  await expectGolden(ran.stderr, 'verify-all', volatile());
  expect(records('verifications.jsonl').slice(-2)).toMatchObject([
    {
      backup: newer,
      outcome: 'different',
      problem: expect.stringMatching(/sha256 [0-9a-f]{64} instead of [0-9a-f]{64}/),
    },
    { backup: older, outcome: 'equal' },
  ]);
  const json = await alone('verify', '--all', '--json');
  expect(json.status).toBe(65);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ...{ schema: 1, ok: false, kept: 2 },
    tested: [
      { backup: newer, outcome: 'different', rows: null },
      { backup: older, outcome: 'equal', problem: null },
    ],
    broken: [{ file: 'backup_20200101_000000_metadata.json' }],
    good: [{ backup: older }],
  });
});

test('what cannot be tested is not called damaged: the status is that of why', async () => {
  commitSettings(box, { ...teamSettings, postgres: { bin: '/nowhere' } });
  const ran = await alone('verify', '--all', '--json');
  expect(ran.status).toBe(65); // The file of metadata that cannot be read.
  expect(JSON.parse(ran.stdout).tested.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'not tested',
    'not tested',
  ]);
  commitSettings(box, teamSettings);
});

test('a line that a crash cut off is counted, and the next drill is whole', async () => {
  appendFileSync(join(box.backups, 'drills.jsonl'), '{"schema":1,"at":"20');
  const { notes } = JSON.parse((await alone('status', '--json')).stdout);
  expect(notes).toContain('1 line of drills.jsonl cannot be read');
});

test('words that do not go together are a usage error: 64', async () => {
  const wrong = [
    ['--all', '--weekly'],
    ['--all', older],
    ['--all', '--against-source'],
  ];
  for (const args of wrong) expect((await alone('verify', ...args)).status).toBe(64);
});
