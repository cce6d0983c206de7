import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine, shortened } from '../../src/terminal/clean.ts';
import { progressWords } from '../../src/terminal/progress-words.ts';
import { age, bytes, count, counted, duration } from '../../src/terminal/words.ts';

describe('numbers as people read them', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
    [-1234, '-1,234'],
    [9007199254740993n, '9,007,199,254,740,993'],
  ])('count %s', (value, words) => expect(count(value)).toBe(words));

  test.each([
    [0, '0 tables'],
    [1, '1 table'],
    [1200, '1,200 tables'],
  ])('counted %i', (value, words) => expect(counted(value, 'table')).toBe(words));

  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [2_300_000, '2.3 MB'],
    [990_000_000_000, '990 GB'],
    [5e18, '5000 PB'],
  ])('bytes %i', (value, words) => expect(bytes(value)).toBe(words));

  test.each([
    [0, '0.0 s'],
    [0.44, '0.4 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [125, '2 min 5 s'],
    [3599.9, '1 h'],
    [12_000, '3 h 20 min'],
  ])('duration %f', (value, words) => expect(duration(value)).toBe(words));

  test.each([
    [-61, 'in the future by this clock'],
    [-5, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [3599, '59 minutes ago'],
    [3600, '1 hour ago'],
    [172_799, '47 hours ago'],
    [172_800, '2 days ago'],
  ])('age %i', (value, words) => expect(age(value)).toBe(words));

  test.each([
    [{}, '4.2 s'],
    [{ done: 18, total: 208, unit: 'tables', bytes: 12_300_000 }, '18 of 208 tables, 12.3 MB, 4.2 s'],
    [{ done: 1800, words: 'public.\norders' }, '1,800, public. orders, 4.2 s'],
  ])('progress %j', (report, words) => expect(progressWords(report, 4.2)).toBe(words));
});

describe('one clean line', () => {
  test.each([
    ['  a  b ', 'a b'],
    ['a\nb\r\nc\td', 'a b c d'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['\u001b[31mred\u001b[0m \u001b]0;title\u0007x', 'red x'],
    ['\u202eevil\u2069 zero\u200bwidth \ufeff', 'evil zerowidth'],
    ['lone \ud800 half', 'lone half'],
    ['naïve 🎉 数据', 'naïve 🎉 数据'],
  ])('%j', (text, line) => expect(oneLine(text)).toBe(line));

  test('never holds a control character, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = oneLine(text);
        return !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(line) && oneLine(line) === line;
      }),
    );
  });

  test('long names keep both ends', () => {
    expect(shortened('public.short', 20)).toBe('public.short');
    expect(shortened('a_very_long_schema.a_very_long_table', 21)).toBe('a_very_lon…long_table');
  });
});
