import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneDatabase, dropClone } from '../../src/postgres/clone-database.ts';
import { connect } from '../../src/postgres/connection.ts';
import { makeCopyDatabase } from '../../src/postgres/copy-database.ts';
import { type DatabaseRights, readDatabaseRights, rightsSql } from '../../src/postgres/database-rights.ts';
import { startScratch } from '../../src/postgres/scratch.ts';
import type { Connection, Scratch } from '../../src/postgres/types.ts';
import { bin15 } from '../support/cluster.ts';

let scratch: Scratch;
let copy: Connection;

async function ask<Row extends object>(connection: Connection, sql: string): Promise<Row[]> {
  const session = await connect(connection);
  return session.query<Row>(sql).finally(session.close);
}

async function rightsOf(connection: Connection): Promise<DatabaseRights> {
  const session = await connect(connection);
  return readDatabaseRights(session).finally(session.close);
}

beforeAll(async () => {
  const like = {
    ...{ bootstrapRole: 'supabase_admin', encoding: 'UTF8', collate: 'C.UTF-8', ctype: 'C.UTF-8' },
    ...{ serverVersion: 150_018, database: 'postgres', extensions: [] },
  };
  scratch = await startScratch({ bin: bin15, env: process.env, like, bytesNeeded: 1 });
  copy = (await makeCopyDatabase(scratch, 'copy')) as Connection;
  await ask(scratch.connection, 'create role postgres login createdb; create role "Odd Role"');
  await ask(
    copy,
    'create table public.t (id int); insert into public.t values (1); create extension "uuid-ossp" schema public',
  );
});
afterAll(() => scratch?.remove());

const rights: DatabaseRights = {
  owner: 'postgres',
  grants: [
    { to: 'Odd Role', privilege: 'CONNECT', grantable: true },
    { to: 'postgres', privilege: 'CREATE', grantable: false },
    { to: 'postgres', privilege: 'CONNECT', grantable: false },
    { to: null, privilege: 'CONNECT', grantable: false },
  ],
  settings: [
    { role: null, setting: 'search_path="$user", public, "Odd, Schema"' },
    { role: 'Odd Role', setting: "app.note=it's a \\ note" },
    { role: null, setting: 'statement_timeout=5s' },
  ],
  extensions: [{ name: 'uuid-ossp', owner: 'postgres' }],
};

describe('a clone', () => {
  test('has the rows of the copy and the owner, grants and settings of the source', async () => {
    const clone = await cloneDatabase({ scratch, copy, role: 'postgres', rights });
    expect(await ask(clone.connection, 'select id from public.t')).toEqual([{ id: 1 }]);
    for (const each of [clone.connection, copy]) {
      const found = await rightsOf(each);
      expect(found.owner).toBe('postgres');
      const sorted = (all: DatabaseRights['grants']) => all?.map((grant) => JSON.stringify(grant)).sort();
      expect(sorted(found.grants)).toEqual(sorted(rights.grants));
    }
    const settings = (all: DatabaseRights) => all.settings.map((setting) => JSON.stringify(setting)).sort();
    expect(settings(await rightsOf(clone.connection))).toEqual(settings(rights));
    await dropClone(scratch, clone);
    await dropClone(scratch, clone);
  });

  test('lets the role of the target in with a password of its own, and knows what is written later', async () => {
    const clone = await cloneDatabase({ scratch, copy, role: 'postgres.abcdefghijklmnopqrst', rights });
    const asRole = clone.asRole as Connection;
    expect([asRole.user, clone.supabase, clone.rolesMissing]).toEqual(['postgres', true, []]);
    await ask(asRole, 'create schema mine; create table mine.t as select 1 as id');
    const [row] = await ask<{ later: boolean }>(
      clone.connection,
      `select xmin::text::bigint >= ${clone.since}::bigint as later from mine.t`,
    );
    expect(row?.later).toBe(true);
    // Its owner on the source may drop it here as well.
    await ask(asRole, 'drop extension "uuid-ossp"');
    await expect(connect({ ...asRole, password: null }, { env: {} })).rejects.toMatchObject({ code: 'login-refused' });
    await dropClone(scratch, clone);
  });

  test('waits for a session that was only just closed, and names roles that are not there', async () => {
    const session = await connect(copy);
    setTimeout(() => void session.close(), 400);
    const clone = await cloneDatabase({
      ...{ scratch, copy, role: 'nobody_here' },
      rights: {
        owner: 'ann',
        grants: [{ to: 'bob', privilege: 'CONNECT', grantable: false }],
        settings: [],
        extensions: [],
      },
    });
    expect([clone.asRole, clone.rolesMissing]).toEqual([null, ['ann', 'bob']]);
    await dropClone(scratch, clone);
  });

  test('of a server that is gone needs no dropping', async () => {
    const nowhere = { ...scratch.connection, host: '/nowhere' };
    await expect(dropClone({ connection: nowhere }, { connection: copy })).resolves.toBeUndefined();
  });
});

test('rights become statements that quote what people named', () => {
  expect(rightsSql('a "b"', { ...rights, grants: null, settings: rights.settings.slice(1, 2) })).toEqual([
    'alter database "a ""b""" owner to "postgres"',
    `alter role "Odd Role" in database "a ""b""" set "app"."note" to E'it''s a \\\\ note'`,
  ]);
});
