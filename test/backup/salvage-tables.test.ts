import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { salvageTables } from '../../src/backup/salvage-tables.ts';
import { connect } from '../../src/postgres/connection.ts';
import { secret } from '../../src/postgres/secret.ts';
import { nativeTools } from '../../src/postgres/tools.ts';
import type { Connection } from '../../src/postgres/types.ts';
import { bin15, type Cluster, startCluster } from '../support/cluster.ts';

let cluster: Cluster;
let connection: Connection;
const folder = mkdtempSync(join(tmpdir(), 'permahub-salvage-'));
beforeAll(async () => {
  cluster = await startCluster();
  const { host, port, user, password } = cluster;
  connection = { host, port, user, database: 'postgres', password: secret(password), sslmode: 'disable' };
  await cluster.query(`
    create table public.notes (id int primary key, body text, words int generated always as (length(body)) stored);
    alter table public.notes alter column body set storage external;
    insert into public.notes (id, body) select n, 'short ' || n from generate_series(1, 40) n;
    insert into public.notes (id, body) values (41, repeat('long ', 4000));
    insert into public.notes (id, body) select n, 'after ' || n from generate_series(42, 60) n;
    create table public."Odd ""name" (a int, b text);
    insert into public."Odd ""name" values (1, E'tab\\there'), (2, null);`);
  // A value that is stored apart, and whose parts are gone.
  await cluster.query(`
    create extension pg_surgery;
    select heap_force_kill(reltoastrelid, array['(0,1)'::tid]) from pg_class where oid = 'public.notes'::regclass;
    drop extension pg_surgery;`);
});
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true });
});

test('one damaged value costs its own row; every other row can be restored', async () => {
  const tools = nativeTools({ folder: bin15, major: 15, version: '15' }, process.env);
  const done = await salvageTables({ tools, connection, open: () => connect(connection) }, join(folder, 's'));
  expect(done.lost).toEqual([]);
  const [odd, notes] = done.tables;
  expect(odd).toMatchObject({ name: 'public."Odd ""name"', problem: '', lostBlocks: 0, lostRows: 0 });
  expect(notes).toMatchObject({ name: 'public.notes', lostBlocks: 0, lostRows: 1 });
  expect(notes?.problem).toMatch(
    /^psql failed \(status 1\): ERROR: {2}unexpected chunk number 1 \(expected 0\) for toast value \d+ in pg_toast_\d+\.$/,
  );
  expect(readFileSync(join(folder, 's_data.sql'))).not.toContain(0);
  await cluster.query('create database back');
  const psql = tools.start(
    'psql',
    ['-Xq', '-v', 'ON_ERROR_STOP=1'],
    { ...connection, database: 'back' },
    { stdin: 'pipe' },
  );
  let said = '';
  psql.stderr?.on('data', (text) => (said += text));
  psql.stdout?.resume();
  psql.stdin?.end(['s_schema.sql', 's_data.sql'].map((name) => readFileSync(join(folder, name), 'utf8')).join('\n'));
  expect([await new Promise((resolve) => psql.once('close', resolve)), said]).toEqual([0, '']);
  expect(
    await cluster.query('select count(*)::int as n, sum(id)::int as ids, sum(words)::int as words from notes', 'back'),
  ).toEqual([{ n: 59, ids: 1830 - 41, words: 9 * 7 + 31 * 8 + 19 * 8 }]);
  expect(await cluster.query('select * from public."Odd ""name" order by a', 'back')).toEqual([
    { a: 1, b: 'tab\there' },
    { a: 2, b: null },
  ]);
});
