import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytes } from '../../src/terminal/words.ts';
import { differing, type Measured } from '../demo/measure.ts';
import { confirmation } from '../support/pty.ts';
import { chain, expectGolden } from './golden.ts';
import { agrees, openSandbox, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

let box: Sandbox;
let target: string;
let url: string;

beforeAll(async () => {
  box = await openSandbox();
  url = box.cluster.url();
  target = url.replace(/:[^:@/]+@/, '@');
  commitSettings(box, teamSettings);
});
afterAll(() => box?.remove());

const alone = (...args: string[]) => box.alone('permahub', args);
const person = (...args: string[]) => box.asPerson('permahub', args, agrees);
const volatile = () =>
  [
    [box.project.folder, '<project>'],
    [`:${box.cluster.port}`, ':<port>'],
    [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
  ] as const;
const backupNames = async (): Promise<string[]> =>
  JSON.parse((await alone('backups', '--json')).stdout).backups.map((each: { backup: string }) => each.backup);

test('every verb explains itself', async () => {
  const verbs = [
    '',
    'explain',
    'policy',
    'lint',
    'backup',
    'backups',
    'history',
    'retain',
    'report',
    'verify',
    'restore',
    'undo',
    'freeze',
    'thaw',
    'drill',
    'emergency',
    'vault',
    'vault init',
    'vault push',
    'vault list',
    'vault pull',
    'vault check',
    'mark',
    'mark production',
    'mark staging',
    'mark remove',
    'mark show',
    'request',
    'approve',
    'deny',
    'run',
    'ci',
    'checklist',
    'tripwire',
    'tripwire install',
    'tripwire status',
    'tripwire remove',
    'schedule',
    'status',
    'install',
    'uninstall',
    'doctor',
    'recover',
    'recover rows',
    'scripts',
    'hook',
    'hook install',
    'hook remove',
    'journal',
    'journal verify',
    'completion',
  ];
  const helps: string[] = [];
  for (const verb of verbs) {
    const ran = await alone(...verb.split(' ').filter(Boolean), '--help');
    expect({ verb, status: ran.status, stderr: ran.stderr }).toEqual({ verb, status: 0, stderr: '' });
    helps.push(`$ permahub ${verb} --help\n${ran.stdout}`);
  }
  await expectGolden(helps.join('\n'), 'permahub-help', []);
});

test('what is typed wrong is a usage error: status 64', async () => {
  const wrong = [
    [],
    ['bogus'],
    ['lint'],
    ['lint', '--bogus', 'a.sql'],
    ['backup', 'one', 'two'],
    ['backup', '--parallel', '--jobs', '17'],
    ['restore', '--bogus'],
    ['restore', '--jobs', '1'],
    ['restore', '--jobs', 'all'],
    ['backups', '--jso'],
    ['backups', '--since', 'yesterday'],
    ['backups', '--limit', '0'],
    ['backups', '--environment', 'prod'],
    ['retain', 'now'],
    ['history', 'a', 'b'],
    ['completion'],
    ['completion', 'tcsh'],
    ['checklist'],
    ['checklist', 'everything'],
    ['journal'],
    ['journal', 'bogus'],
    ['undo', '--target'],
    ['hook', '--agent', 'none'],
    ['hook', 'bogus'],
    ['request', '--', 'db', 'push'],
    ['request', '--reason', 'x'],
    ['request', '--reason', '7', '--', 'db', 'push'],
    ['approve'],
    ['run'],
    ['ci'],
  ];
  const said: string[] = [];
  for (const args of wrong) {
    const ran = await alone(...args);
    expect({ args, status: ran.status, stdout: ran.stdout }).toEqual({ args, status: 64, stdout: '' });
    said.push(`$ permahub ${args.join(' ')}\n${ran.stderr}`);
  }
  await expectGolden(said.join('\n'), 'permahub-usage', []);
});

test('the completion script works in bash', async () => {
  const { stdout } = await alone('completion', 'bash');
  const script = `${stdout}
    try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _permahub; echo "\${COMPREPLY[*]}"; }
    complete -p permahub; try permahub back; try permahub backup --; try permahub journal v`;
  const out = execFileSync('bash', ['-euc', script], { encoding: 'utf8' });
  expect(out.trim().split('\n')).toEqual([
    'complete -o default -F _permahub permahub',
    'backup backups',
    '--target --why --scheduled --parallel --jobs --json --help',
    'verify',
  ]);
  for (const shell of ['zsh', 'fish']) expect((await alone('completion', shell)).stdout).toContain('backups');
});

let before: Map<string, Measured>;
let first: string;

test('backup and backups tell machines what they did', async () => {
  before = await box.measure();
  const ran = await alone('backup', 'first', '--target', target, '--why', 'a test', '--json');
  expect(ran.status).toBe(0);
  const made = JSON.parse(ran.stdout);
  expect(made).toMatchObject({
    schema: 1,
    backup: expect.stringMatching(/^backup_\d{8}_\d{6}_first$/),
    why: 'a test',
    tables: before.size + 1,
    proof: { unverified: [] },
  });
  expect(ran.stdout).not.toContain(box.cluster.password);
  first = made.backup;
  const list = JSON.parse((await alone('backups', '--json')).stdout);
  expect(list).toMatchObject({ schema: 1, backups: [{ backup: first, rows: made.rows, why: 'a test' }], broken: [] });
  const words = await alone('backups');
  expect(words.stdout).toContain(first);
});

test('a backup that is not there, or none at all for a target: 69', async () => {
  const unknown = await alone('restore', 'backup_19990101_000000', '--target', target);
  expect(unknown.status).toBe(69);
  await expectGolden(unknown.stderr, 'permahub-restore-unknown', volatile());
  const none = await alone('restore', '--target', box.cluster.url('template1').replace(/:[^:@/]+@/, '@'));
  expect(none.status).toBe(69);
  await expectGolden(none.stderr, 'permahub-restore-none', volatile());
  const nothing = await alone('undo', '--target', target);
  expect(nothing.status).toBe(69);
  await expectGolden(nothing.stderr, 'permahub-undo-nothing', volatile());
});

test("one target's backup is never restored into another: 77", async () => {
  const ran = await person('restore', first, '--target', box.cluster.url('template1').replace(/:[^:@/]+@/, '@'));
  expect(ran.status).toBe(77);
  await expectGolden(ran.screen, 'permahub-restore-elsewhere', volatile());
});

test('restore and undo are refused for scripts', async () => {
  const ran = await alone('restore', first, '--target', target);
  expect(ran.status).toBe(77);
  await expectGolden(ran.stderr, 'permahub-restore-script', volatile());
});

test('a restore by name puts back every row; undo takes it back, and undo of that undo puts them back again', async () => {
  await box.cluster.query(
    "delete from public.reviews; update public.shops set name = 'Renamed'; create table public.extra (id int)",
  );
  const changed = await box.measure();
  const restored = await person('restore', first, '--target', target);
  expect(restored.status).toBe(0);
  expect(differing(before, await box.measure())).toEqual([]);
  expect((await person('undo')).status).toBe(0);
  expect(differing(changed, await box.measure())).toEqual([]);
  expect((await person('undo')).status).toBe(0);
  expect(differing(before, await box.measure())).toEqual([]);
  expect(chain(box.backups).filter(({ kind }) => kind === 'intent')).toHaveLength(3);
  expect((await backupNames()).length).toBeGreaterThanOrEqual(3);
  const log = readFileSync(join(box.backups, 'backup_log.md'), 'utf8');
  const entry = log.slice(log.indexOf(' - Restore\n'), log.indexOf(' - Restore\n') + 600).split('\n\n')[0];
  const list = JSON.parse((await alone('backups', '--json')).stdout).backups as { backup: string; bytes: number }[];
  const commit = execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { cwd: box.project.folder, encoding: 'utf8' });
  expect(entry).toBe(` - Restore
- **Reason:** A test of the guarded line
- **Backup:** ${first}
- **Size:** ${bytes(list.find(({ backup }) => backup === first)?.bytes ?? 0)}
- **Git:** ${commit.trim()}
- **Status:** ok Verified
- **Target:** 127.0.0.1:${box.cluster.port}/postgres`);
  expect(log.match(/ - Restore\n/g)).toHaveLength(3);
});

test('a backup whose file was changed is not restored: 65', async () => {
  const file = join(box.backups, `${first}_custom.dump`);
  const whole = readFileSync(file);
  const damaged = Buffer.from(whole);
  damaged[Math.floor(damaged.length / 2)] = (damaged[Math.floor(damaged.length / 2)] as number) ^ 1;
  writeFileSync(file, damaged);
  try {
    const ran = await box.asPerson(
      'permahub',
      ['restore', first, '--target', target],
      [[/reason/, 'Trying'], confirmation],
    );
    expect(ran.status).toBe(65);
    expect(ran.screen).toContain(`${first} was not restored`);
    expect(readFileSync(join(box.backups, 'backup_log.md'), 'utf8')).toContain(
      `- **Status:** failed: ${first} was not restored`,
    );
    expect(differing(before, await box.measure())).toEqual([]);
  } finally {
    writeFileSync(file, whole);
  }
});

test('journal verify finds an edit: status 1, in JSON and in words', async () => {
  expect((await alone('journal', 'verify')).status).toBe(0);
  const file = join(box.backups, 'reset_log.txt');
  writeFileSync(file, readFileSync(file, 'utf8').replace('A test of', 'A toast of'));
  const json = await alone('journal', 'verify', '--json');
  expect(json.status).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schema: 1,
    ok: false,
    problems: [{ message: expect.stringContaining('reset_log.txt differs from reset_log.chain') }],
  });
  const words = await alone('journal', 'verify');
  expect(words.status).toBe(1);
  await expectGolden(words.stderr, 'permahub-journal-tampered', [...volatile(), [/\d+ entries/g, '<n> entries']]);
});

test('settings that are wrong are said by every verb: 78', async () => {
  box.write('.permahubrc.json', '{"backup": 1}');
  for (const verb of [
    ['backup'],
    ['backups'],
    ['verify'],
    ['restore'],
    ['undo'],
    ['schedule'],
    ['status'],
    ['checklist', 'reset'],
    ['journal', 'verify'],
    ['explain', 'db', 'reset'],
  ])
    expect({ verb, status: (await alone(...verb)).status }).toEqual({ verb, status: 78 });
  commitSettings(box, teamSettings);
});
