import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, tableOf } from './documents.ts';

/** Titles as they stand behind test(, it( or an .each of them, quotes of the source undone. */
function titlesIn(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/\b(?:test|it)\b[^\n]*?\(\s*(['"`])((?:\\.|(?!\1).)+)\1/g)].map((match) =>
    (match[2] ?? '').replaceAll(/\\(['"`])/g, '$1'),
  );
}

test('every promise of docs/reliability.md names tests that there are', () => {
  const rows = tableOf('docs/reliability.md');
  expect(rows.length).toBeGreaterThan(15);
  const wrong = rows.flatMap(([what = '', , shown = '']) => {
    const named = [...shown.matchAll(/`(test\/[\w./-]+)`: (.*?)(?=; `test\/|$)/g)];
    if (named.length === 0) return [`${what}: shown by nothing`];
    return named
      .filter(([, file = '', title = '']) => !existsSync(join(root, file)) || !titlesIn(file).includes(title))
      .map(([, file, title]) => `${what}: ${file} has no test "${title}"`);
  });
  expect(wrong).toEqual([]);
});
