import { expect, test } from 'vitest';
import { when } from '../../src/terminal/when.ts';

const now = new Date(2026, 10, 26, 2, 14);

test.each([
  [new Date(2026, 10, 26, 18, 0), 'today 18:00'],
  [new Date(2026, 10, 26, 0, 0), 'today 00:00'],
  [new Date(2026, 10, 25, 23, 59), 'yesterday 23:59'],
  [new Date(2026, 10, 27, 4, 5), 'tomorrow 04:05'],
  [new Date(2026, 10, 29, 5, 0), 'Sun 29 Nov 05:00'],
  [new Date(2025, 11, 31, 5, 0), 'Wed 31 Dec 2025 05:00'],
])('%s is said as %s', (at, words) => {
  expect(when(at, now)).toBe(words);
});

test('the day before the first of a year is yesterday', () => {
  expect(when(new Date(2026, 11, 31, 23, 0), new Date(2027, 0, 1, 1, 0))).toBe('yesterday 23:00');
});
