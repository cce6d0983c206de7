import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureNotes } from '../../src/guard/failure-note.ts';
import type { Target } from '../../src/target/types.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-test-note-'));
  mkdirSync(join(folder, 'docs'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const now = new Date('2026-11-20T00:00:00Z');
const notes = (command: string, projectFolder: string | null = folder) =>
  failureNotes({ command, target: { projectFolder, key: 'local:shop' } as Target }, [], now);
const log = () => join(folder, 'docs/migration_failures.log');

test('a reset is reminded of the failure that is still open; nothing else is', () => {
  expect(notes('db reset')).toEqual([]);
  writeFileSync(
    log(),
    'Migration failed at 2026-11-19T10:00:00Z\nError: no (SQLSTATE 42P01)\nMigration: m/1.sql:4\n---\n',
  );
  expect(notes('db reset')).toEqual([
    'A migration failed at 2026-11-19T10:00:00Z (m/1.sql:4: no (SQLSTATE 42P01)), and none has gone well since. A reset loses what is there and mends no migration: see docs/migration_failures.log.',
  ]);
  expect(notes('db push')).toEqual([]);
  expect(notes('db reset', null)).toEqual([]);
});

test('a log that cannot be read is said', () => {
  mkdirSync(log());
  expect(notes('db reset')).toEqual([`docs/migration_failures.log could not be read: ${log()} is not a plain file.`]);
});
