import { expect, test } from 'vitest';
import { drawsBlocks, sparkline } from '../../src/terminal/sparkline.ts';
import { blocksOrTable } from '../../src/terminal/table.ts';

test.each<[(number | null)[], string, string]>([
  [[], '', ''],
  [[0], '▁', '0'],
  [[5], '█', '9'],
  [[0, 1, 1_000_000], '▁▂█', '019'],
  [[1, 2, 3, 4, 5, 6, 7], '▂▃▄▅▆▇█', '2346789'],
  [[null, 3, null], ' █ ', '-9-'],
  [[null], ' ', '-'],
])('%j is drawn as %j or as %j', (values, blocks, digits) => {
  expect(sparkline(values, true)).toBe(blocks);
  expect(sparkline(values, false)).toBe(digits);
});

test.each<[NodeJS.ProcessEnv, boolean]>([
  [{ LANG: 'de_DE.UTF-8' }, true],
  [{ LANG: 'de_DE.utf8', TERM: 'xterm' }, true],
  [{ LANG: 'C' }, false],
  [{}, false],
  [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, true],
  [{ LANG: 'C.UTF-8', NO_COLOR: '1' }, false],
  [{ LANG: 'C.UTF-8', TERM: 'dumb' }, false],
])('with %j blocks are drawn: %j', (env, expected) => {
  expect(drawsBlocks(env)).toBe(expected);
});

test('a table where it fits, blocks where one column is missing', () => {
  const rows = [
    ['a', 'long words'],
    ['bcd', 'x'],
  ];
  const block = ([name = '', words = '']: readonly string[]) => `${name}\n  ${words}\n`;
  const table = 'name  why\na     long words\nbcd   x\n';
  expect(blocksOrTable(['name', 'why'], rows, block, 16)).toBe(table);
  expect(blocksOrTable(['name', 'why'], rows, block, 15)).toBe('a\n  long words\nbcd\n  x\n');
});
