import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeOf, documents } from './documents.ts';

const text = documents.get('docs/procedure.md') ?? '';
/** The written procedure without blank lines, fences and rules. */
const written = readFileSync(join(import.meta.dirname, 'procedure/written.txt'), 'utf8')
  .trimEnd()
  .split('\n');

const cells = (row: string) =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| the procedure says'));
const plain = (cell: string) => cell.replaceAll('\\|', '|').replace(/^`([^`]*)`$/, '$1');

test('no line of the written procedure is missing, and none is added or in another place', () => {
  const said = text.split('\n').flatMap((line) => {
    if (line.startsWith('#')) return [line];
    if (!rows.includes(line)) return [];
    return (cells(line)[0] ?? '').split('<br>').map(plain);
  });
  expect(said).toEqual(written);
  expect(written.length).toBeGreaterThan(260);
});

test('every row says what does it', () => {
  expect(rows.filter((row) => cells(row).length !== 2 || (cells(row)[1] ?? '').length < 8)).toEqual([]);
});

test('the three scripts of the procedure are named with what writes them', () => {
  for (const script of new Set(written.join('\n').match(/\.\/scripts\/[a-z-]+\.sh/g)))
    expect(
      rows.some((row) => (cells(row)[1] ?? '').includes(script)),
      script,
    ).toBe(true);
  expect(codeOf(text)).toContain('permahub scripts --write scripts');
});
