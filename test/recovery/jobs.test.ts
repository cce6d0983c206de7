import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import { Failure } from '../../src/failures.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import type { Jobs, RestoreInput } from '../../src/recovery/types.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { approval, compare, connectionTo, state, takeBackup, tools } from './fixture.ts';
import { objects, platform } from './strange.ts';

/** Restoring its rows fails, or waits, as long as a database of that name is there. */
const gate = `
create function app.gate() returns boolean language plpgsql as $$ begin
  if exists (select from pg_catalog.pg_database where datname = 'wait') then perform pg_catalog.pg_sleep(20); end if;
  return not exists (select from pg_catalog.pg_database where datname = 'stop');
end $$;
create table app.gated (id int primary key check (app.gate()));
insert into app.gated values (1);`;

let cluster: Cluster;
let backup: Backup & { remove: () => void };
let present: Backup & { remove: () => void };
const turned: string[] = [];

beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(platform);
  await cluster.query(objects);
  await cluster.query(gate);
  backup = await takeBackup(cluster);
  await cluster.query(`
    drop table public.people cascade; truncate auth.users cascade; drop schema "Odd Schema" cascade;
    select setval('public.ticket', 1), lo_unlink(70001), lo_from_bytea(70003, 'new');
    create table public.extra (id int); create schema more; create extension hstore schema more;
    alter default privileges for role supabase_admin revoke usage on types from public;
    revoke all on schema public from anon, authenticated, service_role; comment on schema public is null`);
  present = await takeBackup(cluster);
});
afterAll(async () => {
  backup?.remove();
  present?.remove();
  await cluster?.stop();
});

const jobs = (more: Partial<Jobs> = {}): Jobs => ({
  count: 2,
  keepOut: async () => {
    turned.push('out');
    return async () => void turned.push('in');
  },
  signal: new AbortController().signal,
  present: 'backup_20251114_160000',
  ...more,
});
const restore = (more: Partial<RestoreInput> = {}) =>
  restoreBackup({ approval, backup, connection: connectionTo(cluster), tools, compare, jobs: jobs(), ...more });

/** The failure a restore ends with, in the words people see. */
const failure = (more: Partial<RestoreInput> = {}) =>
  restore(more).then(
    () => null,
    ({ code, status, message, hint }: Failure) => ({ code, status, message, hint }),
  );

test('over two connections a database that lost, changed and gained things is put back exactly as it was', async () => {
  turned.length = 0;
  const steps = new Set<string>();
  const result = await restore({ onProgress: ({ step }) => steps.add(step) });
  expect(result).toMatchObject({
    tables: backup.metadata.facts.tables.length,
    rows: backup.metadata.facts.tables.reduce((sum, { rows }) => sum + rows, 0),
    ...{ sequences: 3, largeObjects: 2, untouched: null },
  });
  expect([...steps]).toEqual(['checking the backup', 'emptying', 'refilling', 'comparing']);
  expect(turned).toEqual(['out', 'in']);
});

test('an error in the middle says what is there now; the backup of the present state puts that back', async () => {
  turned.length = 0;
  const before = await state(cluster);
  await cluster.query('create database stop');
  try {
    expect(await failure()).toEqual({
      code: 'restore-halfway',
      status: 65,
      message:
        'backup_20251114_143022 was restored only in part: COPY failed for table "gated": new row for relation "gated" violates check constraint "gated_check". The database holds a part of it, and nothing of what was there before.',
      hint: '`permahub undo` puts back the state before it, from backup_20251114_160000. Or remove the cause and start the restore again.',
    });
  } finally {
    await cluster.query('drop database stop');
  }
  expect(turned).toEqual(['out', 'in']);
  expect(await state(cluster)).not.toEqual(before);
  await restore({ backup: present, jobs: null });
  expect((await state(cluster)).schema).toContain('CREATE TABLE public.extra');
});

test('Ctrl-C in the middle ends the programs and says the same', async () => {
  const stop = new AbortController();
  await cluster.query('create database wait');
  try {
    const ran = failure({ jobs: jobs({ signal: stop.signal }) });
    await expect
      .poll(() => cluster.query(`select from pg_stat_activity where wait_event = 'PgSleep'`), { timeout: 20_000 })
      .toHaveLength(1);
    stop.abort(new Failure('interrupted', { signal: 'Ctrl-C' }));
    expect(await ran).toEqual({
      code: 'restore-stopped-halfway',
      status: 130,
      message:
        'Ctrl-C stopped the restore of backup_20251114_143022 over several connections. The database holds a part of it, and nothing of what was there before.',
      hint: '`permahub undo` puts back the state before it, from backup_20251114_160000. Or start the restore again.',
    });
    expect(await cluster.query(`select from pg_stat_activity where wait_event = 'PgSleep'`)).toEqual([]);
  } finally {
    await cluster.query('drop database wait');
  }
  await restore();
});
