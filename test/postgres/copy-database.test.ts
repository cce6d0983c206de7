import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/postgres/connection.ts';
import { makeCopyDatabase } from '../../src/postgres/copy-database.ts';
import { copyNames } from '../../src/postgres/copy-names.ts';
import { startScratch } from '../../src/postgres/scratch.ts';
import type { Connection, Scratch } from '../../src/postgres/types.ts';
import { bin15 } from '../support/cluster.ts';

const like = { bootstrapRole: 'postgres', encoding: 'UTF8', collate: 'C', ctype: 'C', serverVersion: 150_000 };
let scratch: Scratch;
beforeAll(async () => {
  const source = { ...like, database: 'postgres', extensions: [] };
  scratch = await startScratch({ bin: bin15, env: process.env, like: source, bytesNeeded: 1 });
});
afterAll(() => scratch?.remove());

async function ask(connection: Connection, sql: string): Promise<object[]> {
  const session = await connect(connection);
  try {
    return await session.query(sql);
  } finally {
    await session.close();
  }
}

// Catches: a copy beside the database "postgres", where a migration or an extension that names its database goes wrong.
test('the copy of "postgres" is called "postgres", and is made anew each time', async () => {
  const copy = (await makeCopyDatabase(scratch, 'probe')) as Connection;
  await ask(copy, 'create table public.tried (id int)');
  expect(await makeCopyDatabase(scratch, 'copy')).toEqual({ ...copy, database: 'postgres' });
  expect(await ask(copy, `select current_database() as name, to_regclass('public.tried') as tried`)).toEqual([
    { name: 'postgres', tried: null },
  ]);
});

// Catches: a session of ours left in the copy, for which CREATE DATABASE … TEMPLATE would wait and then fail.
test('a database can be made from the copy at once: nobody is in it', async () => {
  const copy = (await makeCopyDatabase(scratch, 'copy')) as Connection;
  await ask(copy, 'create table public.kept (id int)');
  await ask(scratch.connection, 'create database rehearsed template postgres');
  expect(await ask({ ...copy, database: 'rehearsed' }, `select to_regclass('public.kept')::text as kept`)).toEqual([
    { kept: 'public.kept' },
  ]);
});

test.each([
  ['shop', [], 'shop', 'permahub_second'],
  ['Odd "shop"', ['pg_cron'], 'Odd "shop"', 'contrib_regression'],
  ['template1', [], 'permahub_copy', 'permahub_second'],
  ['contrib_regression', ['pg_cron'], 'permahub_copy', 'contrib_regression'],
])('copies of %s with %j are called %s and %s', (database, extensions, copy, second) => {
  expect(copyNames({ database, extensions })).toEqual({ copy, second });
});
