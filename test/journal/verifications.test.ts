import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readVerifications, recordVerification, type Verification } from '../../src/journal/verifications.ts';

let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'permahub-test-verifications-')), 'database');
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

const record = (more: Partial<Verification> = {}): Verification => ({
  ...{ schema: 1, at: '2026-11-26T02:14:00.000Z', backup: 'backup_20261126_020000', target: 'local:shop' },
  ...{ outcome: 'equal', seconds: 1.5, scratch: 'a scratch PostgreSQL', unverified: [], problem: null },
  ...more,
});
const file = () => join(directory, 'verifications.jsonl');

test('every test is one line that can be read again, in a file of our own alone', async () => {
  expect(readVerifications(directory)).toEqual({ records: [], unreadable: 0 });
  const written = [record(), record({ outcome: 'different', problem: 'a\nb' }), record({ outcome: 'not tested' })];
  for (const each of written) await recordVerification(directory, each);
  expect(readVerifications(directory)).toEqual({ records: written, unreadable: 0 });
  expect(readFileSync(file(), 'utf8').split('\n')).toHaveLength(4);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('a line that a crash cut off spoils no other, and is counted', async () => {
  await recordVerification(directory, record());
  appendFileSync(file(), '{"schema":1,"at":"2026-');
  await recordVerification(directory, record({ outcome: 'different' }));
  const { records, unreadable } = readVerifications(directory);
  expect([records.map(({ outcome }) => outcome), unreadable]).toEqual([['equal', 'different'], 1]);
});

test.each([
  ['[]'],
  ['null'],
  ['{"schema":2}'],
  [JSON.stringify({ ...record(), outcome: 'fine' })],
  [JSON.stringify({ ...record(), at: 'yesterday' })],
  [JSON.stringify({ ...record(), target: 1 })],
])('%s counts for nothing', async (line) => {
  await recordVerification(directory, record());
  appendFileSync(file(), `${line}\n`);
  expect(readVerifications(directory)).toMatchObject({ records: [record()], unreadable: 1 });
});

test('20 at a time are all kept', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, seconds) => recordVerification(directory, record({ seconds }))));
  const { records } = readVerifications(directory);
  expect(records.map(({ seconds }) => seconds).sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
});

test('a link in its place is not followed: 74', async () => {
  await recordVerification(directory, record());
  const elsewhere = join(directory, '../elsewhere');
  writeFileSync(elsewhere, '');
  rmSync(file());
  symlinkSync(elsewhere, file());
  await expect(recordVerification(directory, record())).rejects.toMatchObject({
    ...{ code: 'verification-not-recorded', status: 74 },
    message: `backup_20261126_020000 was tested (equal), but that could not be written down in ${directory}: ${file()} is a symbolic link.`,
  });
  expect(readFileSync(elsewhere, 'utf8')).toBe('');
});
