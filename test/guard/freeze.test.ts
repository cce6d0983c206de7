import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirmation } from '../support/pty.ts';
import { chain, expectGolden, type Replaced } from './golden.ts';
import { makeTeam } from './people.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

let box: Sandbox;
let target: string;
let writer: pg.Client;
beforeAll(async () => {
  box = await openSandbox();
  target = box.cluster.url().replace(/:[^:@/]+@/, '@');
  commitSettings(box, teamSettings);
});
afterAll(async () => {
  await writer?.end().catch(() => undefined);
  await box?.remove();
});

const volatile = (): Replaced => [
  [box.project.folder, '<project>'],
  [`:${box.cluster.port}`, ':<port>'],
  [/Type ".+ [a-z0-9]{4}" to confirm.*/g, 'Type "<label> <code>" to confirm'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/\d{4}-\d\d-\d\dT\S*$/gm, '<time>'],
  [/(just now|\d+ minutes? ago) \(today \d\d:\d\d\)/g, '<now>'],
];
const person = (verb: string) => box.asPerson('permahub', [verb, '--target', target], [confirmation]);
/** Whether an application can write, over a connection of its own. */
const canWrite = async () => {
  const client = new pg.Client(box.cluster.url());
  await client.connect();
  const wrote = await client
    .query('create table public.written (); drop table public.written')
    .then(() => true)
    .catch((error: { code: string }) => error.code);
  await client.end();
  return wrote;
};
const settings = () => box.cluster.query('select * from pg_db_role_setting order by 1, 2');
const status = async () => JSON.parse((await box.alone('permahub', ['status', '--json'])).stdout);
let before: unknown;

test('a script freezes nothing: 77', async () => {
  before = await settings();
  const ran = await box.alone('permahub', ['freeze', '--target', target]);
  expect(ran.status).toBe(77);
  await expectGolden(ran.stderr, 'freeze-script', volatile());
  expect([await settings(), await canWrite()]).toEqual([before, true]);
});

test('there is nothing to thaw before a freeze: 69', async () => {
  const ran = await box.alone('permahub', ['thaw', '--target', target]);
  expect(ran.status).toBe(69);
  await expectGolden(ran.stderr, 'thaw-nothing', volatile());
});

test('a freeze stops the writes of others, ends who was connected, and is journalled', async () => {
  writer = new pg.Client(box.cluster.url());
  writer.on('error', () => undefined);
  await writer.connect();
  const ran = await person('freeze');
  expect(ran.status).toBe(0);
  await expectGolden(ran.screen, 'freeze', volatile());
  expect(await canWrite()).toBe('25006');
  await expect(writer.query('select 1')).rejects.toThrow();
  const [intent, outcome] = chain(box.backups).slice(-2);
  expect(intent).toMatchObject({ kind: 'intent', facts: { command: 'freeze', writes: 'stopped', backup: null } });
  expect(outcome).toMatchObject({ kind: 'outcome', run: intent?.run, facts: { status: 0, changed: false } });
});

test('as long as it is frozen status says so, and a backup of it can be made and proven', async () => {
  const made = await box.alone('permahub', ['backup', '--target', target]);
  expect([made.status, made.status === 0 ? '' : made.stderr]).toEqual([0, '']);
  const { ok, frozen } = await status();
  expect({ ok, frozen }).toMatchObject({
    ok: false,
    frozen: [{ label: `127.0.0.1:${box.cluster.port}/postgres`, by: expect.stringContaining('Marta') }],
  });
  const words = (await box.alone('permahub', ['status'])).stderr;
  await expectGolden(words.slice(0, words.indexOf('\nSTAGING')), 'freeze-status', volatile());
});

test('a thaw puts back exactly what was there, and is journalled', async () => {
  const ran = await person('thaw');
  expect(ran.status).toBe(0);
  await expectGolden(ran.screen, 'thaw', volatile());
  expect([await settings(), await canWrite()]).toEqual([before, true]);
  expect(chain(box.backups).at(-2)).toMatchObject({ kind: 'intent', facts: { command: 'thaw', writes: 'allowed' } });
  expect(await status()).toMatchObject({ ok: true, frozen: [] });
});

// Catches: a thaw that undoes what an owner had decided long before.
test('a database that was read only before is read only after the thaw, and that is said', async () => {
  await box.cluster.query("alter database postgres set default_transaction_read_only = 'true'");
  const own = await settings();
  expect((await person('freeze')).status).toBe(0);
  const ran = await person('thaw');
  expect([ran.status, await settings()]).toEqual([0, own]);
  await expectGolden(ran.screen.slice(ran.screen.lastIndexOf('permahub: ')), 'thaw-still', volatile());
  await box.cluster.query('begin read write; alter database postgres reset default_transaction_read_only; commit');
});

test('where a signature is needed the request for it can be made, signed and carried out', async () => {
  const team = makeTeam(box, 'production');
  const asked = await box.alone('permahub', [
    'request',
    '--json',
    '--reason',
    'Orders vanish',
    '--',
    'freeze',
    '--target',
    target,
  ]);
  expect([asked.status, asked.status === 0 ? '' : asked.stderr]).toEqual([0, '']);
  const { file } = JSON.parse(asked.stdout);
  expect((await team.owner.permahub(['approve', file])).status).toBe(0);
  const ran = await team.owner.permahub(['run', file], []);
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  expect(await canWrite()).toBe('25006');
  // At a terminal the owner signs on the spot.
  expect((await team.owner.permahub(['thaw', '--target', target])).status).toBe(0);
  expect(await canWrite()).toBe(true);
});
