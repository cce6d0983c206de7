import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import { connect } from '../../src/postgres/connection.ts';
import { readDatabaseRights } from '../../src/postgres/database-rights.ts';
import { readFacts } from '../../src/postgres/facts.ts';
import { readBefore } from '../../src/rehearsal/inventory.ts';
import { readDiff } from '../../src/rehearsal/read-diff.ts';
import { restoreForRehearsal } from '../../src/rehearsal/restore-copy.ts';
import { connectionTo, emptyDirectory, scratch, takeBackup } from '../backup/fixture.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { clis, project, rehearse, rehearsed } from './place.ts';

let cluster: Cluster;
let backup: Backup;
const directory = emptyDirectory();
const { folder, remove } = project({
  'supabase/migrations/20250101000000_a.sql':
    'create extension if not exists citext; create table public.users (id int primary key, email citext);',
  'supabase/seed.sql': "insert into public.users values (1, 'seed');",
});

/** Supabase's roles and schemas, where `postgres` is no superuser; people's own beside them. */
const supabase = readFileSync('test/support/localstack/image/00-roles.sql', 'utf8')
  .replace(
    'create role postgres superuser login',
    "create role postgres login createdb createrole bypassrls password 'pw'",
  )
  .replace('create extension pg_stat_statements schema extensions;', '');
const people = `
  alter database postgres set app.note = 'x'; alter schema public owner to postgres;
  insert into auth.users (email) values ('a'), ('b'); insert into storage.buckets (id, name) values ('b', 'b');
  set role postgres; create extension citext;
  create table public.users (id int primary key, email text); insert into public.users select g, 'x' from generate_series(1, 50) g;
  create schema app; create table app.z (id int); insert into app.z values (1), (2); create policy p on public.users using (true)`;

beforeAll(async () => {
  cluster = await startCluster({ user: 'supabase_admin' });
  await cluster.query(supabase);
  await cluster.query(people);
  ({ backup } = await takeBackup(cluster, directory.path));
});
afterAll(async () => {
  await cluster?.stop();
  directory.remove();
  remove();
});

test('a remote reset as a role that is no superuser leaves exactly the rows that both CLIs left in the rehearsal', async () => {
  const restored = await restoreForRehearsal({ backup, scratch, signal: new AbortController().signal });
  const session = await connect(connectionTo(cluster));
  const rights = await readDatabaseRights(session);
  const url = `postgresql://postgres@127.0.0.1:${cluster.port}/postgres?sslmode=disable`;
  const argv = { v2: ['db', 'reset', '--db-url', url], v3: ['db', 'reset', `--remote=${url}`] };
  const predicted = [];
  for (const era of ['v2', 'v3'] as const) {
    const { impact } = await rehearse({
      ...{ scratch: restored.scratch, copy: restored.copy, folder, era, argv: argv[era] },
      reading: { before: readBefore, diff: readDiff },
      more: { rights, facts: async () => backup.metadata.facts },
    });
    const { failure, lacking, diff } = rehearsed(impact);
    expect([failure, lacking]).toEqual([null, []]);
    predicted.push(diff.rowsAfter);
  }
  await restored.scratch.remove();
  const env = { PATH: process.env.PATH, HOME: directory.path, PGPASSWORD: 'pw', SUPABASE_NO_UPDATE_NOTIFIER: '1' };
  const real = spawnSync(clis.v3.path, [...argv.v3, '--yes'], { cwd: folder, env, encoding: 'utf8' });
  expect([real.status, real.stderr]).toEqual([0, expect.stringContaining('Seeding data from supabase/seed.sql')]);
  const { tables } = await readFacts([session]).finally(session.close);
  const left = tables
    .filter(({ name }) => !name.startsWith('supabase_migrations.'))
    .map(({ name, rows }) => [name, rows]);
  for (const each of predicted) expect(each).toEqual(Object.fromEntries(left));
  expect(predicted[0]).toMatchObject({ 'auth.users': 0, 'public.users': 1, 'storage.buckets': 1 });
});
