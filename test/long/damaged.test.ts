import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import { chain, expectGolden, type Replaced, withoutProgress } from '../guard/golden.ts';
import { makeTeam, type Team } from '../guard/people.ts';
import { agrees, openSandbox, type Sandbox } from '../guard/sandbox.ts';
import { damageBlock } from '../support/damage.ts';
import { confirmation } from '../support/pty.ts';

let box: Sandbox;
let team: Team;
let target: string;
let backup: string;
let whole: Map<string, Measured>;
beforeAll(async () => {
  box = await openSandbox();
  team = makeTeam(box, 'production');
  target = box.cluster.url().replace(/:[^:@/]+@/, '@');
  const made = await box.alone('permahub', ['backup', '--target', target, '--json']);
  expect([made.status, made.status === 0 ? '' : made.stderr]).toEqual([0, '']);
  backup = JSON.parse(made.stdout).backup;
  whole = await box.measure();
});
afterAll(() => box?.remove());

const salvaged = () => readdirSync(box.backups).filter((name) => name.startsWith('salvage_'));
const volatile = (): Replaced => [
  [box.project.folder, '<project>'],
  [box.project.home, '<home>'],
  [`:${box.cluster.port}`, ':<port>'],
  [/.*(Backing up and proving|Salvaging what can be kept|Restoring backup_).*\n/g, ''],
  [/(backup|salvage)_\d{8}_\d{6}/g, '$1_<time>'],
  [/base\/\d+\/\d+/g, 'base/<file>'],
  [/\b\d+\.\d MB\b/g, '<size>'],
  [/\d{8}T\d{9}Z/g, '<time>'],
  [/\b\d+(\.\d)? s\b/g, '<s>'],
  [/^ {5}today \d\d:\d\d \([^)]*\)[^\n]*(\n {5}[^\n]*)*/gm, '     <when>, <rows> in 17 tables: <the largest>'],
  [/today \d\d:\d\d/g, 'today <time>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/[0-9a-f]{32}/g, '<nonce>'],
  [/SHA256:[\w+/]{43}/g, 'SHA256:<fingerprint>'],
  [/Type ".+ [a-z0-9]{4}" to confirm.*/g, 'Type "<label> <code>" to confirm'],
];

// Catches: salvage for whatever fails, which would let a restore go on without the backup it could have.
test('a database that is not damaged but cannot be backed up stays a failure, and nothing is salvaged', async () => {
  await box.cluster.query(`
    create function public.fits(int) returns boolean language sql immutable as 'select true';
    create table public.odd (a int check (public.fits(a)));
    insert into public.odd values (1);
    create or replace function public.fits(int) returns boolean language sql immutable as 'select false'`);
  const ran = await team.owner.permahub(['restore', backup, '--target', target, '--emergency'], []);
  expect([ran.status, ran.screen]).toEqual([69, expect.stringContaining('violates check constraint "odd_a_check"')]);
  expect(salvaged()).toEqual([]);
  await box.cluster.query('drop table public.odd; drop function public.fits');
  expect(differing(whole, await box.measure())).toEqual([]);
});

test('production with a damaged table is led back by the owner alone, over what could only be salvaged', async () => {
  const inside = await damageBlock(box.cluster, 'public.reviews', 1);
  expect(inside).toBeGreaterThan(0);
  const ran = await team.owner.permahub(
    ['emergency', 'corruption', '--target', target],
    [
      confirmation,
      [/When did it happen/, 'unknown'],
      [/Which one/, '1'],
      [/Restore all of/, 'yes'],
      ...agrees,
      [/What was the cause/, 'A failing disk'],
      [/What will keep it/, 'Disks are watched from now on'],
      confirmation,
    ],
  );
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  await expectGolden(withoutProgress(ran.screen), 'emergency-damaged', volatile());
  expect(differing(whole, await box.measure())).toEqual([]);
  await box.cluster.query('create table public.written (); drop table public.written');

  const [incident] = readdirSync(join(box.backups, 'incidents')).map((name) =>
    JSON.parse(readFileSync(join(box.backups, 'incidents', name), 'utf8')),
  );
  const how = (id: string) => incident.done.find((each: { id: string }) => each.id === id)?.how;
  expect(how('keep')).toMatch(/^NOT VERIFIED, salvaged, .*public\.reviews lost 1 of \d+ blocks \(.*invalid page/);
  expect(how('restore')).toBe(`${backup} restored and compared`);
  const data = salvaged()
    .filter((name) => name.endsWith('_data.sql'))
    .at(-1) as string;
  const reviews = readFileSync(join(box.backups, data), 'utf8').split('COPY public.reviews (')[1]?.split('\n\\.\n')[0];
  expect(reviews?.split('\n').slice(1)).toHaveLength(400 - inside);
});

test('the restore is journalled as salvaged and open, until the second person has signed that very thing', async () => {
  const intent = chain(box.backups).findLast(({ kind, facts }) => kind === 'intent' && 'restores' in facts);
  expect(intent?.facts).toMatchObject({ emergency: true, proof: 'salvaged', backup: null, restores: backup });
  const status = await box.alone('permahub', ['status']);
  expect(status.stdout + status.stderr).toContain('permahub: 1 emergency NOT SIGNED.');

  const folder = join(box.backups, 'requests');
  const requests = readdirSync(folder).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
  const file = requests
    .map((name) => join(folder, name))
    .find((path) => JSON.parse(readFileSync(path, 'utf8')).argv[0] === 'restore') as string;
  const signed = await team.colleague.permahub(['approve', team.handOver(file)]);
  expect([signed.status, signed.status === 0 ? '' : signed.screen]).toEqual([0, '']);
  expect(signed.screen).toContain('SALVAGED, NOT VERIFIED: see what was found.');
  expect(signed.screen).toContain('NO VERIFIED BACKUP of what would be overwritten: ');
  const theirs = join(team.colleague.folder, 'backups/database/requests');
  for (const name of readdirSync(theirs).filter((each) => each.includes('.approve.')))
    team.handBack(join(theirs, name), file);
  const closed = await team.owner.permahub(['run', file], []);
  expect([closed.status, closed.screen]).toEqual([0, expect.stringContaining('the emergency is closed')]);
});

// Catches: a restore of one table that reads the damaged rows it is there to replace.
test('of a table that is damaged alone its rows are put back, and everything else is left as it is', async () => {
  await damageBlock(box.cluster, 'public.reviews', 1);
  const only = ['restore', backup, '--target', target, '--table', 'public.reviews', '--emergency'];
  const ran = await team.owner.permahub(only, agrees);
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  expect(ran.screen.replace(/\s+/g, ' ')).toContain('What was left alone is as it was: 16 tables.');
  expect(differing(whole, await box.measure())).toEqual([]);
});

// Catches: a promise that any damaged table can be put back alone; this one has to be emptied by reading it.
test('a damaged table that others refer to is not put back alone, and the damage is named', async () => {
  await damageBlock(box.cluster, 'public.orders', 1);
  const only = ['restore', backup, '--target', target, '--table', 'public.orders', '--emergency'];
  const ran = await team.owner.permahub(only, agrees);
  expect(ran.status).toBe(65);
  expect(ran.screen.replace(/\s+/g, ' ')).toMatch(/was not restored.*invalid page in block 1/);
});
