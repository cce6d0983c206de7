import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Held } from '../../src/guard/hold.ts';
import { postMigrationBackup } from '../../src/guard/post-migration.ts';
import type { Task } from '../../src/guard/task.ts';
import { openGuardLog } from '../../src/journal/guard-log.ts';
import { openJournal } from '../../src/journal/journal.ts';
import type { Intent } from '../../src/journal/types.ts';

// What it makes when all is well is proven in after-migration.test.ts; here is when it is due, and what a failure does.
let directory: string;
let said: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'permahub-test-post-'));
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
});

/** A run whose backup fails: there is no database. */
async function run(environment: string, afterMigration: boolean) {
  const journal = openJournal(directory);
  await postMigrationBackup({
    task: { target: { environment }, settings: { backups: { afterMigration, directory } } } as unknown as Task,
    held: {
      source: null,
      unreachable: null,
      running: [],
      others: [],
      volumes: [],
      release: async () => undefined,
    } satisfies Held,
    applied: [],
    journal,
    intent: { run: 'run-1' } as unknown as Intent,
    log: openGuardLog(directory, 'run-1'),
  });
  return journal.lines().map(({ kind, run: of, facts }) => ({ kind, of, facts }));
}

test.each([
  ['local', false, false],
  ['staging', false, false],
  ['production', false, true],
  ['local', true, true],
  ['production', true, true],
])('on %s, asked for by the settings: %s, it is made: %s', async (environment, asked, made) => {
  expect(await run(environment, asked)).toHaveLength(made ? 1 : 0);
});

test('its failure is said and journalled, and throws nothing', async () => {
  expect(await run('production', false)).toEqual([
    { kind: 'note', of: 'run-1', facts: { postMigrationBackup: null, problem: 'there is no database to reach.' } },
  ]);
  expect(said).toBe(
    'permahub: There is no backup after this migration: there is no database to reach. Make one with `permahub backup`.\n',
  );
});
