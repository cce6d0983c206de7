import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AfterInput, afterScreen } from '../../src/terminal/after.ts';
import { painted } from '../../src/terminal/style.ts';

const folder = 'supabase/migrations';
const base: AfterInput = {
  command: 'supabase db push --remote=postgresql://postgres:***@127.0.0.1:5433/postgres',
  status: 1,
  signal: null,
  seconds: 0.9,
  before: [{ name: 'public.users', rows: 2000 }],
  after: [
    { name: 'public.users', rows: 2000 },
    { name: 'public.tags', rows: 3 },
  ],
  uncounted: null,
  undo: 'permahub undo',
  backup: 'backup_20251114_143022_pre-migration-20251114143001_one-and-2-more',
  migrations: {
    applied: [`${folder}/20251114143001_one.sql`],
    notApplied: [`${folder}/20251114143002_two.sql`, `${folder}/20251114143003_three.sql`],
    failed: {
      file: `${folder}/20251114143002_two.sql`,
      line: 4,
      statement: 'insert into nowhere\n  values (1)',
      error: 'relation "nowhere" does not exist',
      sqlstate: '42P01',
      from: 'run',
    },
  },
  endedOtherwise: null,
  rows: null,
  schema: null,
  notes: ['Written down in docs/migration_failures.log.'],
};
const failed = base.migrations?.failed as NonNullable<NonNullable<AfterInput['migrations']>['failed']>;
const migrations = base.migrations as NonNullable<AfterInput['migrations']>;
const unknown = { ...failed, file: null, line: null, statement: null, error: null, sqlstate: null, from: null };
const many = Array.from({ length: 12 }, (_, at) => `${folder}/202511141430${10 + at}_${'step_'.repeat(at + 1)}.sql`);
const well = {
  status: 0,
  notes: [],
  migrations: { applied: [`${folder}/20251114143001_one.sql`], notApplied: [], failed: null },
};

const screens: Readonly<Record<string, AfterInput>> = {
  'failed-migration': {
    ...base,
    endedOtherwise: 'the rehearsal ended with status 0, the real run ended with status 1',
  },
  'failed-migration-in-rehearsal-too': {
    ...base,
    migrations: { ...migrations, failed: { ...failed, from: 'rehearsal' } },
    rows: { differences: [] },
  },
  'failed-migration-killed': {
    ...base,
    ...{ status: null, signal: 'SIGKILL', backup: null, undo: null },
    migrations: { ...migrations, applied: [], failed: { ...unknown, file: failed.file } },
    notes: ['docs/migration_failures.log could not be written: /shop/docs is a symbolic link.'],
  },
  'failed-migration-unreachable': {
    ...base,
    ...{ after: null, uncounted: 'the server is gone' },
    migrations: { applied: null, notApplied: null, failed: unknown },
  },
  'failed-migration-long': {
    ...base,
    migrations: {
      applied: many,
      notApplied: many.slice(0, 9),
      failed: {
        ...failed,
        error: `duplicate key value violates unique constraint "${'x'.repeat(63)}"`,
        statement: `insert into t values (${'1, '.repeat(60)})\nreturning *,\n  a,\n  b`,
      },
    },
  },
  'after-migration-as-rehearsed': { ...base, ...well, rows: { differences: [] }, schema: { differences: [] } },
  'after-migration-not-as-rehearsed': {
    ...base,
    ...well,
    rows: { differences: ['public.users holds 2,000 rows; the rehearsal left it with 1,999.'] },
    schema: { differences: many.map((name) => `column ${name}: added, and not in rehearsal`) },
  },
  'after-migration-not-compared': {
    ...base,
    ...well,
    rows: { why: 'the scratch server has no extension pg_graphql' },
    schema: { why: 'the scratch server has no extension pg_graphql' },
  },
};

describe('the screen after a push or up', () => {
  test.each(Object.keys(screens))('%s', async (name) => {
    const text = painted(afterScreen(screens[name] as AfterInput), false);
    for (const line of text.split('\n'))
      expect(line.length <= 80 || !line.trim().includes(' ') || line.trim() === base.command).toBe(true);
    await expect(text).toMatchFileSnapshot(resolve(import.meta.dirname, `../goldens/${name}.txt`));
  });
});
