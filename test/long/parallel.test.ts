import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differing } from '../demo/measure.ts';
import { agrees, type Machine, openSandbox, type Sandbox } from '../guard/sandbox.ts';
import { commitSettings, readyFor, teamSettings } from '../guard/team.ts';

let box: Sandbox;
let target: string;
const always = { ...teamSettings, backups: { parallel: { above: '0 MB', jobs: 3 } } };

beforeAll(async () => {
  // An ANALYZE of its own would count as a change.
  box = await openSandbox('3.1.0', { settings: ['autovacuum=off'] }, 'all');
  target = box.cluster.url().replace(/:[^:@/]+@/, '@');
});
afterAll(() => box?.remove());

const folders = ({ backups }: Machine) =>
  readdirSync(backups).filter((name) => /^backup_.*_directory\.dump$/.test(name));
const plain = ({ backups }: Machine) =>
  readdirSync(backups).filter((name) => /^backup_.*_(full|data|custom)\./.test(name));
const permahub = async (...args: string[]) => {
  const ran = await box.alone('permahub', args);
  return { ...ran, said: ran.status === 0 ? '' : ran.stderr };
};

test('by hand, whatever the settings say: a folder, proven, as JSON with every file of it', async () => {
  const ran = await permahub('backup', 'by hand', '--parallel', '--jobs', '2', '--target', target, '--json');
  expect([ran.status, ran.said]).toEqual([0, '']);
  const { backup, parts, proof } = JSON.parse(ran.stdout);
  expect(Object.keys(parts)).toEqual(['schema', 'roles', 'directory']);
  expect(parts.directory.file).toBe(`${backup}_directory.dump`);
  expect(parts.directory.files.map(({ file }: { file: string }) => file)).toEqual(
    readdirSync(join(box.backups, parts.directory.file)).sort(),
  );
  expect(proof).toMatchObject({ unverified: [], data: 'none' });
  expect([folders(box).length, plain(box)]).toEqual([1, []]);
  for (const [args, problem] of [
    [['--jobs', '2'], '--jobs needs --parallel'],
    [
      ['--parallel', '--jobs', '0'],
      'It is a whole number from 1 to 16; without it there are as many as the settings say.',
    ],
    [
      ['--parallel', '--jobs', '17'],
      'It is a whole number from 1 to 16; without it there are as many as the settings say.',
    ],
  ] as const) {
    const wrong = await box.alone('permahub', ['backup', ...args]);
    expect([wrong.status, wrong.stderr]).toEqual([64, expect.stringContaining(problem)]);
  }
});

test('a reset puts a proven folder in front of itself, rehearses on its copy, and is undone from it to the last row', async () => {
  commitSettings(box, always);
  const reset = ['db', 'reset', `--remote=${box.cluster.url()}`];
  await readyFor(box, reset);
  // Else the backup made by hand would be used again.
  await box.cluster.query('create table public.fresh as select 1 as x');
  const before = await box.measure();
  const ran = await box.asPerson('supabase', reset, agrees);
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  expect(ran.screen).not.toContain(box.cluster.password);
  expect(differing(before, await box.measure())).not.toEqual([]);
  expect([folders(box).length, plain(box)]).toEqual([2, []]);
  const undone = await box.asPerson('permahub', ['undo'], agrees);
  expect([undone.status, undone.status === 0 ? '' : undone.screen]).toEqual([0, '']);
  expect(differing(before, await box.measure())).toEqual([]);
  const journal = await permahub('journal', 'verify', '--json');
  expect(JSON.parse(journal.stdout)).toMatchObject({ ok: true, problems: [], openIntents: [] });
});

test('it is listed, verified by its link, drilled, and its lost rows are found', async () => {
  const listed = JSON.parse((await permahub('backups', '--json')).stdout);
  expect(listed.broken).toEqual([]);
  expect(listed.backups.every(({ bytes }: { bytes: number }) => bytes > 10_000)).toBe(true);
  const link = readdirSync(box.backups).find((name) => /^latest_.*directory\.dump$/.test(name)) as string;
  const verified = await permahub('verify', folders(box).at(-1) as string, '--json');
  expect([verified.status, verified.said]).toEqual([0, '']);
  expect(lstatSync(join(box.backups, link)).isSymbolicLink()).toBe(true);
  await box.cluster.query('delete from public.reviews');
  const lost = await permahub('recover', 'rows', 'public.reviews', '--target', target, '--json');
  expect([lost.status, lost.said]).toEqual([0, '']);
  const before = folders(box).length;
  const drilled = await permahub('drill', '--target', target, '--json');
  expect([drilled.status, drilled.said]).toEqual([0, '']);
  expect(folders(box)).toHaveLength(before + 1);
});

test('it goes into the vault with one reading of it, comes back file by file, and is restored by its name', async () => {
  writeFileSync(join(box.project.home, 'vault-password'), 'correct-horse-7f3a\n', { mode: 0o600 });
  const vault = { repository: '../home/vault', passwordFile: '../home/vault-password' };
  commitSettings(box, { ...always, backups: { ...always.backups, vault } });
  expect((await permahub('vault', 'init')).said).toBe('');
  const made = await permahub('backup', 'kept', '--target', target, '--json');
  expect([made.status, made.said]).toEqual([0, '']);
  const { backup, parts } = JSON.parse(made.stdout);
  const own = readdirSync(box.backups).filter((name) => name.startsWith(`${backup}_`));
  expect(own).toHaveLength(4);
  for (const name of own) rmSync(join(box.backups, name), { recursive: true });
  const pulled = await permahub('vault', 'pull', backup);
  expect([pulled.status, pulled.said]).toEqual([0, '']);
  const folder = join(box.backups, parts.directory.file);
  expect(readdirSync(folder).sort()).toEqual(parts.directory.files.map(({ file }: { file: string }) => file));
  for (const file of readdirSync(folder)) expect(lstatSync(join(folder, file)).mode & 0o777).toBe(0o600);
  const checked = await permahub('vault', 'check');
  expect([checked.status, checked.said]).toEqual([0, '']);

  const before = await box.measure();
  await box.cluster.query('truncate public.orders cascade');
  const restored = await box.asPerson('permahub', ['restore', backup, '--target', target], agrees);
  expect([restored.status, restored.status === 0 ? '' : restored.screen]).toEqual([0, '']);
  expect(differing(before, await box.measure())).toEqual([]);

  writeFileSync(join(folder, '1.dat'), '');
  const refused = await permahub('vault', 'push', backup);
  const verified = await permahub('verify', backup);
  expect(refused.status).toBe(0); // It is there already.
  expect([verified.status, verified.stderr]).toEqual([65, expect.stringContaining(`${parts.directory.file}/1.dat`)]);
  expect(readFileSync(join(box.backups, 'backup_log.md'), 'utf8')).toContain(backup);
});
