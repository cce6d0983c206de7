import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import { assertProven } from '../../src/commands/over-jobs.ts';
import { Failure } from '../../src/failures.ts';
import { openArchive } from '../../src/recovery/archive.ts';
import { wordsOf } from '../../src/recovery/by-jobs.ts';
import { seekable } from '../../src/recovery/seekable.ts';
import type { RestoreInput } from '../../src/recovery/types.ts';
import type { Proof } from '../../src/verification/types.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { resealed, takeBackup, tools } from './fixture.ts';
import { gate } from './gate.ts';
import { jobsTrial } from './jobs-trial.ts';
import { objects, platform } from './strange.ts';

let cluster: Cluster;
let backup: Backup & { remove: () => void };

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
});
afterAll(async () => {
  backup?.remove();
  await cluster?.stop();
});

const { turned, jobs, restore, failure } = jobsTrial(() => ({ cluster, backup }));

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

test('an error in the middle says what is there now and what puts the state before it back', async () => {
  turned.length = 0;
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
});

const nowhere: readonly (readonly [string, Partial<RestoreInput>, string, string])[] = [
  [
    'programs in a container',
    { tools: { ...tools, kind: 'container', words: 'container supabase_db_shop (15.18)' } },
    'the PostgreSQL programs are those of container supabase_db_shop (15.18), which can only be given a backup as a stream',
    'Name programs of this machine in the settings ("postgres": {"tools": "native"}), PostgreSQL 15 or newer, or leave --jobs out.',
  ],
  [
    'a pooler that does not pass settings on',
    { tools: { ...tools, start: (program, args, to, { stdin }) => tools.start(program, args, to, { stdin }) } },
    'what stands between here and the server does not pass on what a session has to start with',
    'Leave --jobs out, or connect as a superuser and without a pooler in between.',
  ],
];

test.each(nowhere)('%s: refused before anything is touched', async (_, more, problem, hint) => {
  turned.length = 0;
  expect(await failure(more)).toEqual({
    code: 'restore-jobs-not-here',
    status: 69,
    message: `A restore over several connections cannot be done here: ${problem}. The database was not touched.`,
    hint,
  });
  expect(turned).toEqual([]);
});

test('stopped before it began, nothing was touched', async () => {
  const signal = AbortSignal.abort(new Failure('interrupted', { signal: 'SIGTERM' }));
  expect(await failure({ jobs: jobs({ signal }) })).toEqual({
    code: 'restore-stopped',
    status: 130,
    message: 'SIGTERM stopped the restore of backup_20251114_143022 before anything was touched.',
    hint: 'The database is as it was before.',
  });
  expect(turned).toEqual([]);
});

test('where an open file cannot be named, its path is read and the file is hashed again afterwards', async () => {
  const copy = resealed(backup);
  const archive = await openArchive(copy);
  try {
    expect(seekable(copy, archive, 'linux')).toMatchObject({ path: '/proc/self/fd/0', stdin: archive.file?.fd });
    const { path, stdin, assertSame } = seekable(copy, archive, 'darwin');
    expect({ path, stdin }).toEqual({ path: join(copy.directory, 'custom.dump'), stdin: 'ignore' });
    await assertSame();
    writeFileSync(path, readFileSync(path).fill(7, 100, 101));
    await expect(assertSame()).rejects.toThrow('its content is not what was published');
  } finally {
    await archive.close();
    copy.remove();
  }
});

test('of what pg_restore complains only its own lines are shown', () => {
  expect(
    wordsOf(`pg_restore: while PROCESSING TOC:
pg_restore: from TOC entry 4190; 0 17222 TABLE DATA people postgres
pg_restore: error: COPY failed for table "people": ERROR:  invalid input syntax for type integer
CONTEXT:  COPY people, line 1, column note: "error: a secret of ada@x.example"
pg_restore: error: a worker process died unexpectedly`),
  ).toBe('COPY failed for table "people": invalid input syntax for type integer');
});

test('where the present state could only be salvaged it is refused, because nothing would bring that back', () => {
  expect(() => assertProven({ kind: 'nothing', reason: 'no database' } as unknown as Proof)).not.toThrow();
  expect(() => assertProven({ kind: 'salvaged' } as Proof)).toThrow(
    'A restore over several connections cannot be done here: what is there now is damaged and could only be salvaged, so no undo would bring it back from a restore that failed half way. The database was not touched.',
  );
});
