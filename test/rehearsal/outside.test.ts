import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scratch } from '../../src/postgres/types.ts';
import { runSource, waitFor } from '../postgres/processes.ts';
import { ownTmpdir } from '../support/own-tmpdir.ts';
import { copyWith, inside, project, rehearse, rehearsed, scratchServer } from './place.ts';

ownTmpdir();
let scratch: Scratch;
const seen: string[] = [];
const listener = createServer((socket) => {
  seen.push('somebody');
  socket.destroy();
}).listen(0, '127.0.0.1');

beforeAll(async () => {
  if (!listener.listening) await once(listener, 'listening');
  scratch = await scratchServer();
});
afterAll(async () => {
  listener.close();
  await scratch?.remove();
});

const second = 'supabase/migrations/20250102000000_second.sql';

test('a migration that calls another server reaches nobody, and what it lacks is named', async () => {
  const copy = await copyWith(scratch, 'create table t (id int)');
  await inside(copy, 'create extension dblink schema public');
  const { port } = listener.address() as AddressInfo;
  const sql = `select public.dblink_connect('host=127.0.0.1 port=${port} dbname=x user=u password=p connect_timeout=3');`;
  const { folder, remove } = project({ [second]: sql });
  const lint = { findings: [], unparsed: [], onlyReads: false, reaches: ['dblink'] };
  const { impact } = await rehearse({ scratch, copy, folder, era: 'v3', argv: ['migration', 'up'], more: { lint } });
  remove();
  expect(rehearsed(impact)).toMatchObject({
    status: 1,
    failure: {
      cause: 'lacking',
      file: second,
      line: 1,
      message: 'ERROR: could not establish connection (SQLSTATE 08001)',
    },
    lacking: ['a network: nothing can be reached from it'],
  });
  expect(seen).toEqual([]);
});

test('where there is no wall, only what cannot reach out is rehearsed', async () => {
  const plain = await scratchServer(false);
  const copy = await copyWith(plain, 'create table t (id int)');
  const { folder, remove } = project({ [second]: 'insert into public.t values (1);' });
  const tried = { scratch: plain, copy, folder, era: 'v3' as const, argv: ['migration', 'up'] };
  const { impact, answer } = await rehearse({ ...tried, ask: 'select id from public.t' });
  expect([rehearsed(impact).failure, answer]).toEqual([null, [{ id: 1 }]]);
  await inside(copy, 'create extension dblink schema public');
  expect((await rehearse(tried)).impact).toEqual({
    kind: 'not-rehearsed',
    reason:
      'it could reach out of the database (dblink, the foreign data wrapper dblink_fdw), and this machine gives a scratch server no wall (unprivileged user namespaces)',
  });
  remove();
  await plain.remove();
});

test('a migration that would run a program is not rehearsed on this machine', async () => {
  const copy = await copyWith(scratch, 'create table t (id int)');
  const witness = join(mkdtempSync(join(tmpdir(), 'permahub-test-witness-')), 'file');
  const { folder, remove } = project({ [second]: `copy (select 1) to program 'touch ${witness}';` });
  const lint = { findings: [], unparsed: [], onlyReads: false, reaches: ['COPY … TO PROGRAM'] };
  const more = { lint, role: 'supabase_admin' };
  const { impact } = await rehearse({ scratch, copy, folder, era: 'v3', argv: ['migration', 'up'], more });
  remove();
  expect(impact).toEqual({
    kind: 'not-rehearsed',
    reason: 'it would run programs or use files of this machine (COPY … TO PROGRAM)',
  });
  expect(existsSync(witness)).toBe(false);
  rmSync(join(witness, '..'), { recursive: true });
});

test('a rehearsal leaves neither folder nor server nor CLI when its owner is killed with SIGKILL', async () => {
  const mine = () => readdirSync(tmpdir()).filter((name) => name.startsWith('permahub-rehearsal-'));
  const before = new Set(mine());
  const owner: ChildProcess = spawn(process.execPath, runSource(new URL('./hold-rehearsal.ts', import.meta.url)), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = String(await new Promise((resolve) => owner.stdout?.once('data', resolve)));
  const made = mine().filter((name) => !before.has(name));
  expect(made).toHaveLength(1);
  owner.kill('SIGKILL');
  await waitFor(() => mine().every((name) => before.has(name)) && !existsSync(said.trim()));
});
