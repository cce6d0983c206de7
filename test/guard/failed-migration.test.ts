import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrationsAfter, writeDown } from '../../src/guard/failed-migration.ts';
import type { Schema } from '../../src/guard/measure-after.ts';
import type { Ready } from '../../src/guard/settle.ts';
import type { Task } from '../../src/guard/task.ts';
import { secret } from '../../src/postgres/secret.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-test-failed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = "create role app password 'hunter-2-secret';\n";
const source = {
  file: 'supabase/migrations/20990101000001_app.sql',
  kind: 'migration',
  version: '20990101000001',
  text,
};
const said = `Applying migration 20990101000001_app.sql...\n\u001b[31mERROR: no grants for "db-pass-9" (SQLSTATE 42501)\nAt statement: 0\n${text.trim().replace(';', '')}\u001b[39m\nTry rerunning the command with --debug to troubleshoot the error.\n`;
const outcome = { status: 1, signal: null, seconds: 1, said };
const task = () =>
  ({
    target: { projectFolder: folder, key: 'local:shop' },
    git: { commit: 'f498a53' },
    sql: { meaning: { what: { sources: [source], extent: 'exact' } } },
  }) as unknown as Task;
const ready = { backup: 'backup_1', approval: { impact: { kind: 'not-rehearsed', reason: 'x' } } } as unknown as Ready;
const schema = (versions: string[]): Schema => ({ versions: { is: versions }, catalog: { why: 'not read' } });
const of = (more: object = {}) => ({
  ...{ task: task(), ready, outcome, password: secret('db-pass-9') },
  ...{ before: schema([]), after: schema([]) },
  ...more,
});
const log = () => readFileSync(join(folder, 'docs/migration_failures.log'), 'utf8');

describe('a failed migration', () => {
  test('is written down without a password in it', () => {
    const migrations = migrationsAfter(of());
    expect(writeDown(task(), ready, outcome, migrations)).toEqual(['Written down in docs/migration_failures.log.']);
    expect(log().replace(/^Migration failed at .*Z$/m, 'Migration failed at (time)')).toBe(`Migration failed at (time)
Error: no grants for "[secret]" (SQLSTATE 42501)
Migration: ${source.file}
Statement: create role app password '[secret]'
Applied: none
Not applied: ${source.file}
Target: local:shop
Git commit: f498a53
Backup: backup_1
---
`);
    expect(JSON.stringify(migrations)).not.toMatch(/db-pass-9|hunter-2/);
  });

  test('of a CLI that was killed says so', () => {
    const killed = { status: null, signal: 'SIGKILL' as const, seconds: 1 };
    writeDown(task(), ready, killed, migrationsAfter(of({ outcome: killed })));
    expect(log()).toContain('\nError: the Supabase CLI was ended by SIGKILL\n');
  });

  test('whose history cannot be read is written down all the same', () => {
    writeDown(
      task(),
      ready,
      outcome,
      migrationsAfter(of({ after: { versions: { why: 'gone' }, catalog: { why: 'gone' } } })),
    );
    expect(log()).toContain('\nApplied: could not be read\nNot applied: could not be read\n');
  });

  test('without a project folder, or with a log that cannot be written, is said', () => {
    const migrations = migrationsAfter(of());
    const nowhere = { ...task(), target: { ...task().target, projectFolder: null } };
    expect(writeDown(nowhere, ready, outcome, migrations)).toEqual([
      'There is no project folder to write the failure down in.',
    ]);
    writeFileSync(join(folder, 'docs'), '');
    expect(writeDown(task(), ready, outcome, migrations)).toEqual([
      expect.stringMatching(/^docs\/migration_failures\.log could not be written: EEXIST.*\.$/),
    ]);
  });

  test('that did not fail, or is of another command, leaves no log', () => {
    const well = { status: 0, signal: null, seconds: 1 };
    const migrations = migrationsAfter(of({ outcome: well, after: schema([source.version]) }));
    expect(migrations).toEqual({ applied: [source.file], notApplied: [], failed: null });
    expect(writeDown(task(), ready, well, migrations)).toEqual([]);
    expect(migrationsAfter(of({ before: null, after: null }))).toBeNull();
    expect(writeDown(task(), ready, outcome, null)).toEqual([]);
  });
});
