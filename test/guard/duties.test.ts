import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCronLine } from '../duties/readers.ts';
import { expectGolden } from './golden.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

let box: Sandbox;
let target: string;
const settings = { ...teamSettings, contacts: { 'Database issues': 'Dan, day and night' } };
beforeAll(async () => {
  box = await openSandbox();
  target = `postgresql://postgres@127.0.0.1:${box.cluster.port}/postgres?sslmode=disable`;
  commitSettings(box, settings);
});
afterAll(() => box?.remove());

const alone = (...args: string[]) => box.alone('permahub', args);
const timers = (name: string) => join(box.project.folder, name);
const volatile = () =>
  [
    [box.project.folder, '<project>'],
    [box.project.home, '<home>'],
    [`:${box.cluster.port}`, ':<port>'],
    [`-${box.cluster.port}-`, '-<port>-'],
    [process.execPath, '<node>'],
    [join(import.meta.dirname, '../..'), '<permahub>'],
    [/-[0-9a-f]{8}(?![0-9a-f])/g, '-<id>'],
    [/_[0-9A-F]{8} /g, '_<ID> '],
    [/_\d{5}_/g, '_<PORT>_'],
    [/sha256 [0-9a-f]{64}/g, 'sha256 <hash>'],
    [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
    [/next( due)?: .*? \d\d:\d\d/g, 'next: <time>'],
    [/next .*? \d\d:\d\d/g, 'next <time>'],
    [/first .*? \d\d:\d\d/g, 'first <time>'],
    [/(just now|\d+ minutes? ago)( \(today \d\d:\d\d\))?/g, '<now>'],
  ] as const;
const statusJson = async () => {
  const ran = await alone('status', '--json');
  return { ...JSON.parse(ran.stdout), status: ran.status };
};

test('where nothing was ever backed up, what the settings name is overdue: 1', async () => {
  const ran = await alone('status');
  expect([ran.status, ran.stdout]).toEqual([1, '']);
  await expectGolden(ran.stderr, 'permahub-status-never', volatile());
});

describe.each(['systemd', 'cron', 'launchd', 'github'])('permahub schedule --for %s', (platform) => {
  const args = () => ['schedule', '--for', platform, '--target', target];

  test('prints files and the command that makes them run, and writes nothing', async () => {
    const ran = await alone(...args());
    expect(ran.status).toBe(0);
    await expectGolden(`${ran.stdout}\n${ran.stderr}`, `permahub-schedule-${platform}`, volatile());
    expect(await alone(...args(), '--print')).toEqual(ran);
    expect(existsSync(join(box.project.home, '.config'))).toBe(false);
    expect(existsSync(join(box.project.folder, '.github'))).toBe(false);
    expect(ran.stdout + ran.stderr).not.toContain(box.cluster.password);
  });

  test('writes the same files as often as you like, and takes back exactly those', async () => {
    const directory = timers(`timers-${platform}`);
    mkdirSync(directory);
    writeFileSync(join(directory, 'permahub-own.timer'), 'mine');
    const written = await alone(...args(), '--write', directory);
    expect(written).toMatchObject({ status: 0, stdout: '' });
    const names = readdirSync(directory).filter((name) => name !== 'permahub-own.timer');
    const files = () => names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]);
    const before = files();
    expect(written.stderr).toContain(`permahub: written: ${join(directory, names[0] as string)}\n`);
    const again = await alone(...args(), '--write', directory);
    expect(again.stderr.match(/^permahub: unchanged: /gm)).toHaveLength(names.length);
    expect(files()).toEqual(before);
    const removed = await alone('schedule', '--for', platform, '--remove', directory);
    expect(removed.stderr.match(/^permahub: removed: /gm)).toHaveLength(names.length);
    expect(readdirSync(directory)).toEqual(['permahub-own.timer']);
    expect((await alone('schedule', '--for', platform, '--remove', directory)).stderr).toBe(
      `permahub: no timer of this project is in ${directory}.\n`,
    );
  });
});

describe('a file that is not as it was written', () => {
  const directory = () => timers('timers-cron');
  const write = () => alone('schedule', '--for', 'cron', '--target', target, '--write', directory());
  const remove = () => alone('schedule', '--for', 'cron', '--remove', directory());

  test('is neither overwritten nor removed: 77', async () => {
    expect((await write()).status).toBe(0);
    const [name = ''] = readdirSync(directory()).filter((each) => each.endsWith('.crontab'));
    const path = join(directory(), name);
    appendFileSync(path, '# a word of mine\n');
    const edited = readFileSync(path, 'utf8');
    const said = [await write(), await remove()];
    expect(said.map(({ status }) => status)).toEqual([77, 77]);
    expect(readFileSync(path, 'utf8')).toBe(edited);
    writeFileSync(path, 'somebody else’s\n');
    said.push(await write());
    execFileSync('rm', [path]);
    symlinkSync('/etc/passwd', path);
    said.push(await write());
    execFileSync('rm', [path]);
    await expectGolden(said.map(({ stderr }) => stderr).join('\n'), 'permahub-schedule-not-ours', volatile());
  });
});

test('what cannot be scheduled is said', async () => {
  const said = [
    await alone('schedule', '--target', 'develop'),
    await alone('schedule', '--for', 'cron'),
    await alone('schedule', '--write', '--remove'),
    await alone('schedule', '--remove', '--target', target),
  ];
  const { owner, cli } = teamSettings;
  commitSettings(box, { owner, cli });
  said.push(await alone('schedule', '--target', 'local'), await alone('schedule'));
  commitSettings(box, settings);
  expect(said.map(({ status }) => status)).toEqual([77, 69, 64, 64, 69, 69]);
  await expectGolden(said.map(({ stderr }) => stderr).join('\n'), 'permahub-schedule-nothing', volatile());
});

test('the lines for cron, run as cron runs them, make a backup and test it, and the duties are met', async () => {
  const directory = timers('timers-cron');
  expect((await alone('schedule', '--for', 'cron', '--target', target, '--write', directory)).status).toBe(0);
  const [name = ''] = readdirSync(directory).filter((each) => each.endsWith('.crontab'));
  const text = readFileSync(join(directory, name), 'utf8');
  const [backup = '', verify = ''] = text
    .split('\n')
    .filter((line) => /^[^#]/.test(line))
    .map((line) => readCronLine(line).command);
  const passwords = join(box.project.home, '.config/permahub');
  mkdirSync(passwords, { recursive: true });
  writeFileSync(join(passwords, name.replace('.crontab', '.env')), `PGPASSWORD='${box.cluster.password}'\n`, {
    mode: 0o600,
  });
  const cron = (line: string) =>
    execFileSync('env', ['-i', 'PATH=/usr/bin:/bin', `HOME=${box.project.home}`, '/bin/sh', '-c', line], {
      cwd: '/',
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(cron(backup)).toBe('');
  const { backups } = JSON.parse((await alone('backups', '--json')).stdout);
  expect(backups).toMatchObject([
    {
      backup: expect.stringMatching(/_scheduled$/),
      environment: 'staging',
      proof: { unverified: [] },
      why: 'scheduled: staging, daily',
    },
  ]);
  expect(cron(verify)).toBe('');
  const found = await statusJson();
  expect(found).toMatchObject({ status: 0, ok: true, different: [], owner: teamSettings.owner });
  expect(found.targets).toMatchObject([
    {
      target: { key: `127.0.0.1:${box.cluster.port}/postgres`, environment: 'staging', user: 'postgres' },
      newest: { backup: backups[0].backup, unverified: 0 },
      duties: [
        { duty: 'backup', state: 'met', late: false },
        { duty: 'restore-test', state: 'met', late: false, since: expect.any(String) },
      ],
    },
  ]);
  const words = await alone('status');
  await expectGolden(words.stderr, 'permahub-status-met', volatile());
});

test('without --target what was backed up once is scheduled', async () => {
  const ran = await alone('schedule', '--for', 'systemd');
  expect(ran.status).toBe(0);
  expect(ran.stdout).toContain(`"--target" "postgresql://postgres@127.0.0.1:${box.cluster.port}/postgres"`);
});

test('a restore test that finds a difference is written down, and the backup counts no more: 65, then 1', async () => {
  const [name = ''] = readdirSync(box.backups).filter(
    (each) => each.endsWith('_full.sql') && each.startsWith('backup_'),
  );
  const path = join(box.backups, name);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('CREATE TABLE', 'CREATE TABEL'));
  expect((await alone('verify', '--target', target)).status).toBe(65);
  writeFileSync(path, text);
  expect(await statusJson()).toMatchObject({
    ...{ status: 1, ok: false },
    different: [
      { outcome: 'different', backup: name.replace('_full.sql', ''), problem: expect.stringContaining('full.sql') },
    ],
    targets: [{ newest: null, duties: [{ duty: 'backup', state: 'never', late: true }, { state: 'met' }] }],
  });
  await expectGolden((await alone('status')).stderr, 'permahub-status-failed-test', volatile());
  expect((await alone('verify')).status).toBe(0);
  expect(await statusJson()).toMatchObject({ status: 0, ok: true });
});

test('a test that could not be made is written down as such, and says nothing about the backup', async () => {
  commitSettings(box, { ...settings, postgres: { bin: '/nowhere' } });
  expect((await alone('verify')).status).toBe(69);
  const { targets, ...found } = await statusJson();
  expect([found.status, targets[0].lastTest.outcome, targets[0].newest !== null]).toEqual([0, 'not tested', true]);
  commitSettings(box, settings);
});

test('verify takes a backup or a target, not both: 64', async () => {
  const ran = await alone('verify', 'backup_20251114_143022', '--target', target);
  expect([ran.status, ran.stderr]).toEqual([
    64,
    'permahub: A backup and --target exclude each other.\n  See `permahub verify --help`.\n',
  ]);
});
