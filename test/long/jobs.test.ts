import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import { expectGolden } from '../guard/golden.ts';
import { type Line, openLine } from '../guard/line.ts';
import { agrees } from '../guard/sandbox.ts';
import { gate, waiting } from '../recovery/gate.ts';
import type { Answer } from '../support/pty.ts';

let line: Line;
let target: string;
let first: string;
let before: Map<string, Measured>;
let changed: Map<string, Measured>;

beforeAll(async () => {
  line = await openLine();
  target = line.url.replace(/:[^:@/]+@/, '@');
  // It would count as somebody's change between backup and action.
  await line.cluster.query('alter system set autovacuum = off');
  await line.cluster.query('select pg_reload_conf()');
  await line.cluster.query(gate);
  before = await line.measure();
  first = JSON.parse((await line.alone('permahub', ['backup', 'first', '--target', target, '--json'])).stdout).backup;
});
afterAll(() => line?.remove());

beforeEach(async () => {
  await line.cluster.query(
    `delete from public.order_events; update public.customers set email = 'x' || email where email like 'customer1%'; create table if not exists public.later as select 1 as one`,
  );
  changed = await line.measure();
  expect(differing(before, changed)).not.toEqual([]);
});
afterEach(async () => {
  for (const name of ['wait', 'stop']) await line.cluster.query(`drop database if exists ${name}`, 'template1');
});

const person = (args: readonly string[], answers: readonly Answer[] = agrees) =>
  line.asPerson('permahub', args, answers, { TMPDIR: line.scratch });
const restore = (answers?: readonly Answer[]) => person(['restore', first, '--target', target, '--jobs', '2'], answers);
const readOnly = async () => (await line.cluster.query('select from pg_db_role_setting')).length > 0;

/** Agrees, and does something once the restore waits at the gate. */
const agreesThen = (work: () => string): readonly Answer[] => [
  ...agrees,
  [
    /Restoring backup_/,
    async () => {
      await line.until(async () => (await line.cluster.query(waiting, 'wait')).length === 1);
      return work();
    },
  ],
];

/** Without the lines that tell how long things took. */
const untimed = (screen: string) =>
  screen
    .split('\n')
    .filter((text) => !/^(✔|✖|[\u2800-\u28ff] |permahub: Restoring)/.test(text))
    .join('\n');
/** From this on: the question, or its end. */
const golden = (screen: string, from: number, name: string) =>
  expectGolden(untimed(screen.slice(from)), name, [
    [`:${line.cluster.port}`, ':<port>'],
    [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
    [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<when>'],
    [/\b[A-Z2-9]{4}\b(?=" to confirm|$)/gm, '<code>'],
    [/\(\d+(\.\d+)? [kM]B, made [^)]*\)/g, '(<size>, made <age>)'],
    [/\d+(\.\d+)? s\b/g, '<n> s'],
    [/\d+\.\d+ \(native\)/g, '<version> (native)'],
  ]);

async function expectUndone(...how: string[]): Promise<string> {
  const undone = await person(['undo', ...how]);
  expect({ status: undone.status, screen: undone.status === 0 ? '' : undone.screen }).toEqual({
    status: 0,
    screen: '',
  });
  expect(differing(changed, await line.measure())).toEqual([]);
  expect(await line.rows('public.later')).toBe(1);
  expect(await readOnly()).toBe(false);
  return undone.screen;
}

test('a whole backup over two connections: what that means is said before it is confirmed, and undo takes it back', async () => {
  const ran = await restore();
  expect(ran.status).toBe(0);
  await golden(ran.screen, ran.screen.indexOf('-----'), 'permahub-restore-jobs');
  expect(differing(before, await line.measure())).toEqual([]);
  expect(await readOnly()).toBe(false);
  const intent = line.last('intent');
  expect(intent?.facts).toMatchObject({ command: 'restore', restores: first, form: 'whole', jobs: 2 });
  expect(line.outcomeOf(intent?.run)?.facts).toMatchObject({ status: 0, changed: true });
  await expectUndone();
});

test('one that fails half way says so and what puts the state before it back, which undo does, over two connections as well', async () => {
  await line.cluster.query('create database stop');
  const ran = await restore();
  expect(ran.status).toBe(65);
  await golden(ran.screen, ran.screen.lastIndexOf('-----'), 'permahub-restore-jobs-halfway');
  expect(await readOnly()).toBe(false);
  expect(line.outcomeOf(line.last('intent')?.run)?.facts).toMatchObject({ status: null, changed: true });
  expect(readFileSync(join(line.backups, 'backup_log.md'), 'utf8')).toContain(
    `- **Status:** failed: ${first} was restored only in part`,
  );
  await line.cluster.query('drop database stop', 'template1');
  const undone = await expectUndone('--jobs', '2');
  await golden(undone, undone.indexOf('-----'), 'permahub-undo-jobs');
  expect(line.last('intent')?.facts).toMatchObject({ command: 'undo', jobs: 2 });
});

test('Ctrl-C half way: 130, the journal knows, and undo puts the state before it back', async () => {
  await line.cluster.query('create database wait');
  const ran = await restore(agreesThen(() => '\u0003'));
  expect(ran.status).toBe(130);
  await golden(ran.screen, ran.screen.lastIndexOf('-----'), 'permahub-restore-jobs-stopped');
  expect(await line.cluster.query(waiting, 'wait')).toEqual([]);
  expect(await readOnly()).toBe(false);
  expect(line.outcomeOf(line.last('intent')?.run)?.facts).toMatchObject({ status: null, changed: true });
  await line.cluster.query('drop database wait', 'template1');
  await expectUndone();
});

test('killed half way: nothing of it runs on, others cannot write until the next run, and undo puts the state before it back', async () => {
  await line.cluster.query('create database wait');
  const ran = await restore(
    agreesThen(() => {
      const guard = line
        .running('bin/permahub')
        .find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('node'));
      process.kill(guard as number, 'SIGKILL');
      return '';
    }),
  );
  expect(ran.status).toBe(137);
  await line.until(() => line.running('pg_restore').length === 0);
  expect(await readOnly()).toBe(true);
  await expect(line.cluster.query('create table public.meanwhile (id int)')).rejects.toThrow('read-only');
  expect(line.outcomeOf(line.last('intent')?.run)).toBeUndefined();
  await line.cluster.query('drop database wait', 'template1');
  expect((await expectUndone()).replace(/\s+/g, ' ')).toContain(
    `died while it had stopped writes to 127.0.0.1:${line.cluster.port}/postgres: they are allowed again.`,
  );
});
