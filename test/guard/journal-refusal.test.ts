import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Failure, type FailureCode } from '../../src/failures.ts';
import { journalled } from '../../src/guard/journal-refusal.ts';
import { readLines } from '../../src/journal/read.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { eventsOf } from '../../src/report/events.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'permahub-test-refusal-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const run = '20251114143022-0badcafe';
const facts = { command: 'db reset', shown: 'supabase db reset', target: 'local:shop', label: 'local' };
const ended = (error: unknown) => journalled(error, { directory, run, facts });

// Catches: a refusal that stands in guard.log alone.
test.each<[FailureCode, Record<string, string | number>, string]>([
  [
    'drift-does-not-end',
    { what: 'supabase/migrations/1_a.sql', rounds: 3 },
    'Refused: what was approved keeps changing (supabase/migrations/1_a.sql), after 3 backups in a row. Nothing was forwarded.',
  ],
  [
    'target-changed',
    { place: 'the volume supabase_db_shop' },
    'Refused: the volume supabase_db_shop is not the database any more that was backed up and approved. Nothing was forwarded.',
  ],
  [
    'others-changed',
    { what: 'local:shop/late is new' },
    'Refused: what would be deleted is not what you were asked about any more (local:shop/late is new). Nothing was forwarded to the Supabase CLI.',
  ],
  [
    'stack-other-project',
    { port: 54322, container: 'supabase_db_shop', other: 'supabase_db_zoo' },
    "Refused: on port 54322 the container supabase_db_zoo answers, another project's; this folder's (supabase_db_shop) does not run. Nothing was changed or forwarded to the Supabase CLI.",
  ],
])('%s is journalled with the words that were said, and thrown as it was', async (code, detail, why) => {
  const error = new Failure(code, detail);
  expect(await ended(error)).toBe(error);
  const lines = readLines(directory);
  expect(lines).toEqual([
    {
      ...{ schema: 1, seq: 1, kind: 'refusal', at: expect.stringMatching(/^\d{4}-.*Z$/), run, text: '', textAt: 0 },
      facts: { ...facts, why },
      previous: '0'.repeat(64),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
  expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 1, problems: [] });
  expect(eventsOf(lines)).toEqual([
    {
      ...{ kind: 'refusal', at: lines[0]?.at, command: 'supabase db reset', target: 'local', why },
      ...{ by: null, backup: null, ended: null, well: false },
    },
  ]);
});

// Catches: a refusal that is counted twice, a person's own no or a broken server that is counted as one.
test.each<[string, unknown]>([
  ['is journalled where it is made', new Failure('refused', { words: 'Refused: supabase db reset', instead: '' })],
  ["is a person's no", new Failure('not-approved', { why: 'the reason was left empty' })],
  ['is a key that did not sign', new Failure('signing-failed', { key: '/k', problem: 'no touch' })],
  ['is technical', new Failure('target-unreachable', { place: 'db:5432/postgres', problem: 'nothing listens there' })],
  ['is a bug', new Error('undefined is not a function')],
])('what %s writes nothing', async (_, error) => {
  expect(await ended(error)).toBe(error);
  expect(readLines(directory)).toEqual([]);
});

// Catches: a refusal that becomes another failure, or a journal that is silent about itself.
test('a journal that cannot be written is said, and it stays refused', async () => {
  mkdirSync(join(directory, 'reset_log.chain'));
  const error = new Failure('target-changed', { place: '127.0.0.1:54322/postgres' });
  const thrown = (await ended(error)) as Failure;
  expect([thrown.status, thrown.hint, thrown.cause]).toEqual([77, error.hint, error]);
  const [first, second] = thrown.message.split('\n');
  expect(first).toBe(error.message);
  expect(second).toMatch(
    /^The journal in .* could not be written: .*EISDIR.* Nothing was forwarded to the Supabase CLI\.$/,
  );
});
