import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import type { Form } from '../../src/recovery/form.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import { writeDemoProject } from '../demo/project.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { approval, compare, connectionTo, state, takeBackup, tools } from './fixture.ts';
import { hosted, hostedRows } from './hosted.ts';

const cli = createRequire(import.meta.url).resolve('supabase-3/dist/supabase.js');
let cluster: Cluster;
let backup: Backup & { remove: () => void };

beforeAll(async () => {
  cluster = await startCluster({ user: 'supabase_admin' });
  await cluster.query(hosted);
  await cluster.query(`set session authorization postgres; ${hostedRows}`);
  backup = await takeBackup(cluster, 'postgres');
});
afterAll(async () => {
  backup?.remove();
  await cluster?.stop();
});
const restore = () =>
  restoreBackup({ approval, backup, connection: connectionTo(cluster, 'postgres'), tools, compare });

test('a role that owns a part restores what a reset takes away', async () => {
  await cluster.query(`set session authorization postgres;
    drop schema app cascade; drop table public.notes cascade; drop function public.new_user cascade; drop table if exists public.none;
    truncate auth.users, auth.sessions; delete from storage.objects; create table public.extra (id int);
    insert into auth.users values (gen_random_uuid(), 'other@x.example'); select setval('auth.sessions_id_seq', 9000);
    alter default privileges in schema public revoke all on tables from anon; `);
  const result = await restore();
  expect(result).toMatchObject({ backup: 'backup_20251114_143022', tables: backup.metadata.facts.tables.length });
});

test('a role that owns a part restores what the real `supabase db reset` took away', async () => {
  const project = writeDemoProject(cluster);
  try {
    await promisify(execFile)(
      process.execPath,
      [cli, 'db', 'reset', `--remote=${cluster.url().replace('supabase_admin:', 'postgres:')}`, '--yes'],
      {
        cwd: project.folder,
        env: { PATH: process.env.PATH, HOME: project.home, SUPABASE_TELEMETRY_DISABLED: '1' },
      },
    );
  } finally {
    project.remove();
  }
  const emptied = await cluster.query(`select (select count(*)::int from auth.users) as users,
    to_regclass('public.notes') as notes, (select count(*)::int from public.products) as seeded`);
  expect(emptied).toEqual([{ users: 0, notes: null, seeded: 2 }]);
  expect(await restore()).toMatchObject({
    rows: backup.metadata.facts.tables.reduce((sum, { rows }) => sum + rows, 0),
  });
});

test('a role that owns a part puts rows back where it may write them, and is refused what takes a superuser', async () => {
  await cluster.query(`set session authorization postgres; delete from public.notes; delete from auth.sessions; update app.settings set value = '[]';
    create table app.since as select 1 as one`);
  const form = (of: Form) =>
    restoreBackup({ approval, backup, form: of, connection: connectionTo(cluster, 'postgres'), tools, compare });
  expect(await form({ kind: 'tables', tables: ['auth.sessions'] })).toMatchObject({
    tables: 1,
    rows: 200,
    sequences: 1,
  });
  expect(await form({ kind: 'data' })).toMatchObject({ tables: backup.metadata.facts.tables.length, untouched: 1 });
  expect(await cluster.query('select value from app.settings')).toEqual([{ value: {} }]);
  const refused = (of: Form) =>
    form(of).then(
      () => null,
      (error) => `${error.status} ${error.message}`,
    );
  expect(await refused({ kind: 'tables', tables: ['vault.secrets'] })).toBe(
    '69 backup_20251114_143022 was not restored: the role postgres may not put back all of it:\n  table vault.secrets may not be written',
  );
  for (const [kind, flag] of [
    ['clean', '--clean'],
    ['schema', '--schema-only'],
  ] as const)
    expect(await refused({ kind })).toBe(
      `69 backup_20251114_143022 was not restored: the role postgres may not put back all of it:\n  ${flag} takes a superuser`,
    );
  await cluster.query('drop table app.since');
});

test('what such a role cannot put back is named before anything is touched', async () => {
  await cluster.query(`revoke set on parameter session_replication_role from postgres;
    create table public.theirs (id int); select lo_from_bytea(80001, 'theirs')`);
  const before = await state(cluster);
  const error = await restore().then(
    () => null,
    (thrown) => thrown,
  );
  expect({ status: error.status, says: error.message, hint: error.hint }).toEqual({
    status: 69,
    says: `backup_20251114_143022 was not restored: the role postgres may not put back all of it:
  table public.theirs belongs to another role
  1 large objects belong to other roles
  table auth.sessions has triggers or foreign keys that may not be silenced (session_replication_role)
  table auth.users has triggers or foreign keys that may not be silenced (session_replication_role)`,
    hint: 'The database was not touched. Connect as a role that has these rights, on a local stack `supabase_admin`.',
  });
  expect(await state(cluster)).toEqual(before);
});
