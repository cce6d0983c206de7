import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectGolden, type Replaced, withoutProgress } from '../guard/golden.ts';
import { agrees, openSandbox, type Sandbox } from '../guard/sandbox.ts';
import { commitSettings, teamSettings } from '../guard/team.ts';
import { type Answer, confirmation } from '../support/pty.ts';

let box: Sandbox;
let target: string;
let backup: string;
beforeAll(async () => {
  box = await openSandbox();
  target = box.cluster.url().replace(/:[^:@/]+@/, '@');
  commitSettings(box, { ...teamSettings, contacts: { 'Database issues': 'Dan, day and night' } });
  const made = await box.alone('permahub', ['backup', '--target', target, '--json']);
  expect([made.status, made.status === 0 ? '' : made.stderr]).toEqual([0, '']);
  backup = JSON.parse(made.stdout).backup;
});
afterAll(() => box?.remove());

const volatile = (): Replaced => [
  [box.project.folder, '<project>'],
  [`:${box.cluster.port}`, ':<port>'],
  [/.*(Backing up and proving|Restoring backup_).*\n/g, ''],
  [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
  [/\b\d+\.\d MB\b/g, '<size>'],
  [/made (just now|\d+ \w+ ago)/g, 'made <when>'],
  [/\d{8}T\d{9}Z/g, '<time>'],
  [/\b\d+(\.\d)? s\b/g, '<s>'],
  // Where it wraps depends on the age.
  [/^ {5}today \d\d:\d\d \([^)]*\)[^\n]*(\n {5}[^\n]*)*/gm, '     <when>, <rows> in 17 tables: <the largest>'],
  [/today \d\d:\d\d/g, 'today <time>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/Type ".+ [a-z0-9]{4}" to confirm.*/g, 'Type "<label> <code>" to confirm'],
];
const emergency = (kind: string, answers: readonly Answer[]) =>
  box.asPerson('permahub', ['emergency', kind, '--target', target], answers);
const reviews = async () => (await box.cluster.query('select count(*)::int as n from public.reviews'))[0]?.n;
const incidents = () =>
  readdirSync(join(box.backups, 'incidents')).map((name) =>
    JSON.parse(readFileSync(join(box.backups, 'incidents', name), 'utf8')),
  );
const ids = (incident: { done: { id: string }[] }) => incident.done.map(({ id }) => id);
const canWrite = () =>
  box.cluster
    .query('create table public.written (); drop table public.written')
    .then(() => true)
    .catch((error: { code: string }) => error.code);

test('corruption: frozen and kept, then stopped by Ctrl-C: what is done is done', async () => {
  await box.cluster.query('delete from public.reviews where id in (select id from public.reviews limit 1000)');
  const ran = await emergency('corruption', [confirmation, [/When did it happen/, '\u0003']]);
  expect(ran.status).toBe(130);
  const [incident] = incidents();
  expect(incident).toMatchObject({ kind: 'corruption', chosen: null, endedAt: null });
  expect(ids(incident)).toEqual(['freeze', 'keep']);
  expect(await canWrite()).toBe('25006');
});

test('a second start goes on at the first undone step, restores, asks, thaws and writes it down', async () => {
  const ran = await emergency('corruption', [
    [/Go on with it/, 'yes'],
    [/When did it happen/, 'unknown'],
    [/Which one/, '1'],
    [/Restore all of/, 'yes'],
    ...agrees,
    [/What was the cause/, 'A failing disk'],
    [/What will keep it/, 'Disks are watched from now on'],
    confirmation,
  ]);
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  await expectGolden(withoutProgress(ran.screen), 'emergency-corruption', volatile());
  expect([await reviews(), await canWrite()]).toEqual([400, true]);
  const [incident, ...others] = incidents();
  expect(others).toEqual([]);
  expect(incident).toMatchObject({ chosen: backup, endedAt: expect.any(String) });
  expect(ids(incident)).toEqual(['freeze', 'keep', 'restore', 'cause', 'prevent', 'thaw']);
  const log = readFileSync(join(box.backups, 'backup_log.md'), 'utf8');
  expect(log).toMatch(/### \d\d:\d\d - Incident: Database Corruption\n- \*\*Begun:\*\* /);
  expect(log).toContain('- **4. Investigate cause of corruption:** A failing disk (Marta');
});

test('deletion: a restore somebody did otherwise is written down in their words, and the rows are set side by side', async () => {
  await box.cluster.query('delete from public.reviews where id in (select id from public.reviews limit 1000)');
  const ran = await emergency('deletion', [
    [/When did it happen/, 'unknown'],
    [/Which one/, '2'],
    [/Restore all of/, 'The rows were typed in again by Ann'],
    [/Is the data as it should be/, 'No: reviews are still missing'],
    [/What will keep it/, 'Nobody deletes by hand'],
  ]);
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  await expectGolden(withoutProgress(ran.screen), 'emergency-deletion', volatile());
  const incident = incidents().find(({ kind }) => kind === 'deletion');
  expect(ids(incident)).toEqual(['calm', 'keep', 'choose', 'restore', 'check', 'safeguard']);
  expect(incident.done.at(3).how).toBe('The rows were typed in again by Ann');
});

test('migration: where the second try went well nothing is restored, and the log of failures says what was done', async () => {
  const ran = await emergency('migration', [
    [/What does the error say/, 'The column is not there'],
    [/What was changed/, 'The name of the column'],
    [/Did it go well/, 'yes'],
  ]);
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  const incident = incidents().find(({ kind }) => kind === 'migration');
  expect(incident.done.at(-1)).toMatchObject({ id: 'restore', how: 'not needed' });
  const log = readFileSync(join(box.project.folder, 'docs/migration_failures.log'), 'utf8');
  expect(log).toMatch(/^Incident: Failed Migration\nBegun: /);
  expect(log).toContain('\n4. Fix migration file: The name of the column (Marta');
  expect(log).toMatch(/\n---\n$/);
});
