import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FailureEntry, failureEntry, parseFailures } from '../../src/journal/migration-failure-entry.ts';
import { appendMigrationFailure, lastMigrationFailure } from '../../src/journal/migration-failures.ts';
import type { ChainLine } from '../../src/journal/types.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'permahub-test-failures-'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const entry: FailureEntry = {
  at: '2026-11-14T14:30:22Z',
  error: 'relation "nowhere" does not exist',
  sqlstate: '42P01',
  migration: 'supabase/migrations/20261114000002_two.sql',
  line: 4,
  statement: 'insert into nowhere\n  values (1)',
  applied: ['supabase/migrations/20261114000001_one.sql'],
  notApplied: ['supabase/migrations/20261114000002_two.sql', 'supabase/migrations/20261114000003_three.sql'],
  target: 'local:shop',
  commit: 'f498a53f498a53f498a53f498a53f498a53f498a',
  backup: 'backup_20261114_143002_pre-migration-20261114000002_two',
};
const text = `Migration failed at 2026-11-14T14:30:22Z
Error: relation "nowhere" does not exist (SQLSTATE 42P01)
Migration: supabase/migrations/20261114000002_two.sql:4
Statement: insert into nowhere values (1)
Applied: supabase/migrations/20261114000001_one.sql
Not applied: supabase/migrations/20261114000002_two.sql, supabase/migrations/20261114000003_three.sql
Target: local:shop
Git commit: f498a53f498a53f498a53f498a53f498a53f498a
Backup: backup_20261114_143002_pre-migration-20261114000002_two
---
`;
const log = () => join(project, 'docs/migration_failures.log');

describe('an entry', () => {
  test('has the words of the written procedure, one line each', () => expect(failureEntry(entry)).toBe(text));

  test('says what is not known', () => {
    const none = { error: null, sqlstate: null, migration: null, line: null, statement: null, commit: null };
    expect(
      failureEntry({ ...entry, ...none, applied: [], notApplied: [], backup: null }),
    ).toBe(`Migration failed at 2026-11-14T14:30:22Z
Error: shown by the Supabase CLI only
Migration: none was reached
Applied: none
Not applied: none
Target: local:shop
Git commit: none
Backup: none
---
`);
  });

  test('cannot be forged by what PostgreSQL or a file name says', () => {
    const forged = 'x\n---\nMigration failed at 2099-01-01T00:00:00Z\r\nError: none\u2028---\u001b[2K';
    const made = failureEntry({ ...entry, error: forged, migration: forged, statement: forged, applied: [forged] });
    expect(made.split('\n').filter((line) => line === '---')).toHaveLength(1);
    expect(parseFailures(made)).toHaveLength(1);
  });

  test('keeps the beginning of a long statement', () => {
    const line = failureEntry({ ...entry, statement: `select ${'1, '.repeat(1000)}` }).split('\n')[3] as string;
    expect([...line].length).toBe('Statement: '.length + 501);
  });
});

describe('the log', () => {
  test('is made where it is missing, closed to others, and grows at its end', () => {
    appendMigrationFailure(project, entry);
    appendMigrationFailure(project, { ...entry, at: '2026-11-15T00:00:00Z' });
    expect(readFileSync(log(), 'utf8')).toBe(text + text.replace('2026-11-14T14:30:22Z', '2026-11-15T00:00:00Z'));
    expect([statSync(log()).mode & 0o777, statSync(join(project, 'docs')).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  test('keeps what a person wrote there, and the rights of a docs folder that was there', () => {
    mkdirSync(join(project, 'docs'));
    chmodSync(join(project, 'docs'), 0o755);
    writeFileSync(log(), 'Migration failed at Fri Nov 14\nError: by hand\n');
    appendMigrationFailure(project, entry);
    expect(readFileSync(log(), 'utf8')).toBe(`Migration failed at Fri Nov 14\nError: by hand\n${text}`);
    expect(statSync(join(project, 'docs')).mode & 0o777).toBe(0o755);
  });

  test('follows no link and says so', () => {
    mkdirSync(join(project, 'docs'));
    writeFileSync(join(project, 'other'), '');
    symlinkSync(join(project, 'other'), log());
    expect(() => appendMigrationFailure(project, entry)).toThrow(`${log()} is a symbolic link`);
    rmSync(join(project, 'docs'), { recursive: true });
    symlinkSync(tmpdir(), join(project, 'docs'));
    expect(() => appendMigrationFailure(project, entry)).toThrow(`${join(project, 'docs')} is a symbolic link`);
    expect(readFileSync(join(project, 'other'), 'utf8')).toBe('');
  });
});

describe('the last failure that nothing has mended', () => {
  const now = new Date('2026-11-20T00:00:00Z');
  const last = (journal: readonly ChainLine[] = [], target = 'local:shop', at = now) =>
    lastMigrationFailure({ projectFolder: project, target, journal, now: at });
  const line = (kind: ChainLine['kind'], run: string, at: string, facts: ChainLine['facts']): ChainLine => ({
    ...{ schema: 1, seq: 1, text: '', textAt: 0, previous: '', hash: '' },
    ...{ kind, run, at, facts },
  });
  const run = (name: string, at: string, status: number, facts = {}) => [
    line('intent', name, at, { command: 'db push', target: 'local:shop', ...facts }),
    line('outcome', name, at, { status }),
  ];
  const found = {
    at: entry.at,
    migration: 'supabase/migrations/20261114000002_two.sql:4',
    error: 'relation "nowhere" does not exist (SQLSTATE 42P01)',
    target: 'local:shop',
  };

  test('is none without a log, and the newest entry with one', () => {
    expect(last()).toBeNull();
    appendMigrationFailure(project, { ...entry, at: '2026-11-13T00:00:00Z', error: 'older' });
    appendMigrationFailure(project, entry);
    expect(last()).toEqual(found);
  });

  test('is none once a push or an up went well on this target', () => {
    appendMigrationFailure(project, entry);
    expect(last(run('a', '2026-11-14T15:00:00Z', 0))).toBeNull();
    expect(last(run('a', '2026-11-14T15:00:00Z', 0, { command: 'migration up' }))).toBeNull();
    expect(last(run('a', '2026-11-14T14:00:00Z', 0))).toEqual(found);
    expect(last(run('a', '2026-11-14T15:00:00Z', 1))).toEqual(found);
    expect(last(run('a', '2026-11-14T15:00:00Z', 0, { command: 'db reset' }))).toEqual(found);
    expect(last(run('a', '2026-11-14T15:00:00Z', 0, { target: 'elsewhere' }))).toEqual(found);
  });

  test('is none after 30 days, nor one of another target; an entry by hand that names no target counts', () => {
    appendMigrationFailure(project, entry);
    expect(last([], 'local:shop', new Date('2026-12-14T14:30:00Z'))).toEqual(found);
    expect(last([], 'local:shop', new Date('2026-12-14T14:31:00Z'))).toBeNull();
    expect(last([], 'elsewhere')).toBeNull();
    writeFileSync(log(), 'Migration failed at 2026-11-19\nError: by hand\n', { flag: 'a' });
    expect(last([], 'elsewhere')).toEqual({ at: '2026-11-19', migration: 'unknown', error: 'by hand', target: null });
  });
});
