import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { appliedFacts, sqlFacts } from '../../src/guard/journal-facts.ts';
import type { Task } from '../../src/guard/task.ts';
import type { SqlSource } from '../../src/target/sql/types.ts';

const source = (file: string, kind: SqlSource['kind'], sha256?: string): SqlSource => ({
  ...{ file, kind, version: null, text: `-- ${file}` },
  ...(sha256 ? { from: { path: `/shop/${file}`, sha256 } } : {}),
});
const sources = [
  source('roles.sql', 'roles', 'R'),
  source('1.sql', 'migration', 'A'),
  source('2.sql', 'migration', 'B'),
];
const task = (command: string, what: object = {}) =>
  ({
    command,
    target: { key: 'local:shop', environment: 'local' },
    sql: { meaning: { what: { sources, extent: 'exact', faults: [], stdin: null, ...what } } },
  }) as unknown as Task;
const well = { status: 0, signal: null };
const [one, two] = [
  { file: '1.sql', sha256: 'A' },
  { file: '2.sql', sha256: 'B' },
];
const migrations = (applied: string[] | null) => ({ applied, notApplied: [], failed: null });

// Catches: evidence of what never ran, or of what nobody saw run.
test.each([
  ['db push', {}, well, migrations(['1.sql', '2.sql']), [one, two]],
  ['migration up', {}, { status: 1, signal: null }, migrations(['1.sql']), [one]],
  ['db push', {}, well, migrations(null), null],
  ['db push', {}, well, null, null],
  ['db reset', {}, well, null, [one, two]],
  ['db reset', {}, { status: 1, signal: null }, null, null],
  ['db reset', {}, { status: null, signal: 'SIGKILL' as const }, null, null],
  ['db reset', { faults: ['2.sql is not UTF-8'] }, well, null, null],
  ['db reset', { extent: 'all' }, well, null, null],
])('%s (%j), %j, %j: %j was applied', (command, what, outcome, after, applied) => {
  expect(appliedFacts(task(command, what), outcome, after)).toEqual({
    ...{ target: 'local:shop', environment: 'local' },
    applied,
  });
});

test('other commands say nothing of it', () => {
  expect(appliedFacts(task('migration down'), well, null)).toEqual({});
});

test.each([
  ['of a file', { sources: [source('a.sql', 'query', 'F')] }, 'F'],
  ['of the command line', { sources: [source('the command line', 'query')] }, sha256('-- the command line')],
  [
    'of standard input, byte for byte',
    { sources: [source('standard input', 'query')], stdin: Buffer.from([255]) },
    sha256(Buffer.from([255])),
  ],
])("a query's hash is that %s", (_, what, sqlSha256) => {
  expect(sqlFacts(task('db query', what))).toEqual({ sqlSha256 });
  expect(sqlFacts(task('db push', what))).toEqual({});
});

test('a query nobody read has no hash', () => {
  expect(sqlFacts({ command: 'db query', sql: null })).toEqual({});
});

function sha256(of: string | Buffer): string {
  return createHash('sha256').update(of).digest('hex');
}
