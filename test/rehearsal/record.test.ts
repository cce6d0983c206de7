import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMetadata } from '../../src/backup/metadata-schema.ts';
import { fileOf, partNames } from '../../src/backup/names.ts';
import { recordRehearsal } from '../../src/backup/publish.ts';
import type { Metadata, PlainParts } from '../../src/backup/types.ts';
import { rehearsalRecord } from '../../src/rehearsal/record.ts';
import { restored } from '../approval/examples.ts';
import { rehearsed, table } from '../approval/impacts.ts';

const example = restored.backup.metadata;
const parts = partNames.map((part) => [
  part,
  { ...(example.parts as PlainParts)[part], file: fileOf(example.backup, part) },
]);
const metadata = { ...example, parts: Object.fromEntries(parts) } as Metadata;
const file = fileOf(metadata.backup, 'metadata');
const of = { at: '2025-11-14T14:30:40.000Z', command: 'supabase db push', fingerprint: 'f0' };
const failure = { cause: 'own', file: 'supabase/migrations/1_a.sql', line: 3, statement: null, message: 'no' } as const;
const impact = rehearsed({ tables: [table('public.users', 9, null), table('public.t', 5, 1)] }, { status: 1, failure });
const record = {
  ...of,
  scratch: 'a scratch PostgreSQL 15.18 (native)',
  seconds: 2,
  status: 1,
  failure: 'supabase/migrations/1_a.sql:3: no',
  lacking: [],
  rowsGone: 13,
  rowsChanged: 0,
  valuesLost: 0,
  tablesDropped: ['public.users'],
  objectsLost: ['table public.users'],
};

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'permahub-test-record-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('a rehearsal is kept in totals', () => {
  expect(rehearsalRecord(impact, of)).toEqual(record);
});

test('it is published with the metadata, which was there all the time and leaves nothing beside it', async () => {
  writeFileSync(join(directory, file), JSON.stringify(metadata));
  const recorded = await recordRehearsal(directory, metadata, record);
  expect(recorded).toEqual({ ...metadata, rehearsal: record });
  expect(parseMetadata(readFileSync(join(directory, file), 'utf8'), file)).toEqual(recorded);
  expect(readdirSync(directory)).toEqual([file]);
  expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
});

test('metadata of before there were rehearsals can be read', () => {
  expect(parseMetadata(JSON.stringify(metadata), file).rehearsal).toBeUndefined();
  expect(parseMetadata(JSON.stringify({ ...metadata, rehearsal: null }), file).rehearsal).toBeNull();
  expect(() => parseMetadata(JSON.stringify({ ...metadata, rehearsal: { ...record, rowsGone: -1 } }), file)).toThrow(
    'rehearsal.rowsGone: ',
  );
});

test('where it cannot be written the metadata stays as it was', async () => {
  const other = join(directory, 'other');
  mkdirSync(join(other, file), { recursive: true });
  await expect(recordRehearsal(other, metadata, record)).rejects.toMatchObject({ code: 'backup-not-written' });
  expect(readdirSync(other)).toEqual([file]);
});
