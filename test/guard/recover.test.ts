import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import { chain, expectGolden, published } from './golden.ts';
import { agrees, openSandbox, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

let box: Sandbox;
let target: string;
let first: string;
let before: Map<string, Measured>;

beforeAll(async () => {
  box = await openSandbox('3.1.0', { settings: ['autovacuum=off'] });
  target = box.cluster.url().replace(/:[^:@/]+@/, '@');
  commitSettings(box, teamSettings);
  before = await box.measure();
  first = JSON.parse((await alone('backup', 'first', '--target', target, '--json')).stdout).backup;
});
afterAll(() => box?.remove());

const alone = (...args: string[]) => box.alone('permahub', args);
const person = (...args: string[]) => box.asPerson('permahub', args, agrees);
const volatile = () =>
  [
    [`:${box.cluster.port}`, ':<port>'],
    [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
    [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<when>'],
    [/\b[A-Z2-9]{4}\b(?=" to confirm|$)/gm, '<code>'],
    [/\(\d+(\.\d+)? [kM]B, made [^)]*\)/g, '(<size>, made <age>)'],
    [/\d+(\.\d+)? s\b/g, '<n> s'],
    [/\d+\.\d+ \(native\)/g, '<version> (native)'],
  ] as const;
/** From the question on, without the lines that tell how long things took. */
const said = (screen: string) =>
  screen
    .slice(screen.indexOf('-----'))
    .split('\n')
    .filter((line) => !/^(✔|[\u2800-\u28ff] |permahub: (Restoring|Putting rows back|Looking into))/.test(line))
    .join('\n');

test('rows that were deleted are shown, put back and proven; a look before changes nothing', async () => {
  const orders = `select o.id from public.orders o join public.customers c on c.id = o.customer_id where c.email = 'customer7@mail.example'`;
  await box.cluster.query(`delete from public.payments where order_id in (${orders}); delete from public.order_events where order_id in (${orders});
    delete from public.reviews r using public.customers c where c.id = r.customer_id and c.email = 'customer7@mail.example';
    delete from public.orders where id in (${orders}); delete from public.customers where email = 'customer7@mail.example'`);
  const gone = differing(before, await box.measure());
  expect(gone.length).toBeGreaterThan(1);
  const json = await alone('recover', 'rows', 'customers', '--target', target, '--json');
  expect({ status: json.status, stderr: json.stderr.replace(/^permahub: Looking.*\n/gm, '') }).toEqual({
    status: 0,
    stderr: '',
  });
  expect(JSON.parse(json.stdout)).toMatchObject({
    ...{ schema: 1, table: 'public.customers', key: ['id'], backup: first, conflicts: [], withheld: 0 },
    rows: expect.arrayContaining([
      expect.objectContaining({ table: 'public.customers', asked: 1, dependants: 0, parents: 0 }),
    ]),
  });
  expect(differing(before, await box.measure())).toEqual(gone);
  const ran = await person('recover', 'rows', 'customers', '--where', "email like 'customer7@%'", '--target', target);
  expect({ status: ran.status, screen: ran.status === 0 ? '' : ran.screen }).toEqual({ status: 0, screen: '' });
  await expectGolden(said(ran.screen), 'permahub-recover-rows', volatile());
  // No foreign key leads from order_events to an order: they hang on nothing.
  expect(differing(before, await box.measure())).toEqual(['order_events']);
  before = await box.measure();
  expect(chain(box.backups).at(-2)).toMatchObject({
    kind: 'intent',
    facts: { command: 'recover rows', recovers: first, rows: { 'public.customers': 1 } },
  });
});

test('nothing missing is said with where was looked: 69', async () => {
  const ran = await alone('recover', 'rows', 'customers', '--target', target, '--json');
  expect(ran.status).toBe(69);
  await expectGolden(ran.stderr, 'permahub-recover-rows-none', volatile());
});

const refused: readonly (readonly [string, string[], number])[] = [
  ['a script', ['recover', 'rows', 'customers'], 77],
  ['a table that is not there', ['recover', 'rows', 'nothing', '--json'], 64],
  ['two forms at once', ['restore', '--clean', '--data-only'], 64],
  ['several connections for a part', ['restore', '--table', 'customers', '--jobs', '2'], 64],
  ['several connections for a structure', ['restore', '--schema-only', '--jobs', '2'], 64],
  ['a table that the backup does not hold', ['restore', '--table', 'nothing'], 64],
  ['a restart of what is not the local stack', ['restore', '--restart'], 64],
];

test.each(refused)('%s is refused', async (name, args, status) => {
  const ran = await alone(...args, '--target', target);
  expect(ran.status).toBe(status);
  await expectGolden(ran.stderr, `permahub-refused-${name.replaceAll(' ', '-')}`, volatile());
});

test('one table is restored, what refers to it is shown, and undo takes it back', async () => {
  await box.cluster.query(
    `update public.customers set email = 'x' || email where email like 'customer1%'; update public.shops set name = 'Renamed'`,
  );
  const changed = await box.measure();
  const ran = await person('restore', first, '--table', 'customers', '--target', target);
  expect({ status: ran.status, screen: ran.status === 0 ? '' : ran.screen }).toEqual({ status: 0, screen: '' });
  await expectGolden(said(ran.screen), 'permahub-restore-table', volatile());
  expect(differing(before, await box.measure())).toEqual(['shops']);
  expect((await person('undo')).status).toBe(0);
  expect(differing(changed, await box.measure())).toEqual([]);
});

// Catches: a person who answers for nothing, and a backup of the present made for nothing.
test('a backup that is damaged is named before anything is backed up and before anybody is asked', async () => {
  const file = join(box.backups, `${first}_custom.dump`);
  const flip = () => {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
  };
  const [sets, entries] = [Object.keys(published(box.backups)), chain(box.backups).length];
  flip();
  const ran = await person('restore', first, '--target', target);
  flip();
  expect(ran.status).toBe(65);
  await expectGolden(ran.screen, 'permahub-restore-damaged', volatile());
  expect([Object.keys(published(box.backups)), chain(box.backups).length]).toEqual([sets, entries]);
});

test('another target is overwritten only where --to names it, confirmed by its own label, after a backup of its own', async () => {
  await box.cluster.query('create database empty template template0');
  const to = box.cluster.url('empty').replace(/:[^:@/]+@/, '@');
  const ran = await person('restore', first, '--to', to);
  expect({ status: ran.status, screen: ran.status === 0 ? '' : ran.screen }).toEqual({ status: 0, screen: '' });
  await expectGolden(said(ran.screen), 'permahub-restore-to', volatile());
  const count = (database: string) => box.cluster.query('select count(*)::int as n from public.customers', database);
  expect(await count('empty')).toEqual(await count('postgres'));
  const { backups } = JSON.parse((await alone('backups', '--json')).stdout);
  expect(backups[0]).toMatchObject({ target: expect.stringContaining('/empty'), rows: 0 });
  expect((await person('undo')).status).toBe(0);
  expect(await box.cluster.query(`select to_regclass('public.customers') is null as gone`, 'empty')).toEqual([
    { gone: true },
  ]);
});
