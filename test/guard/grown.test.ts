import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grown } from '../../src/guard/grown.ts';
import type { Proof } from '../../src/verification/types.ts';
import { restored } from '../approval/examples.ts';

const holding = (tables: Readonly<Record<string, number>>): Proof => {
  const { metadata } = restored.backup;
  const facts = {
    ...metadata.facts,
    tables: Object.entries(tables).map(([name, rows]) => ({
      name,
      rows,
      kind: 'table' as const,
      checksum: '0',
      method: 'record' as const,
    })),
  };
  return { ...restored, backup: { ...restored.backup, metadata: { ...metadata, facts } } };
};

describe('an approval still covers', () => {
  test.each([
    ['the same rows', { a: 1000 }, { a: 1000 }],
    ['fewer rows, and a table that is gone', { a: 1000, b: 5 }, { a: 900 }],
    ['one per cent more', { a: 1000 }, { a: 1010 }],
  ])('%s', (_, shown, now) => {
    expect(grown(holding(shown), holding(now))).toEqual([]);
  });
});

describe('a new question is needed for', () => {
  test.each([
    ['more than one per cent more', { a: 100_000 }, { a: 101_001 }, ['101,001 rows now, 100,000 when you were asked.']],
    ['a row where there was none', { a: 0 }, { a: 1 }, ['1 rows now, 0 when you were asked.']],
    ['a new table, however small', { a: 1000 }, { a: 1000, b: 0 }, ['b is new since you were asked.']],
  ])('%s', (_, shown, now, words) => {
    expect(grown(holding(shown), holding(now))).toEqual(words);
  });

  test('anything above the ceiling, and nothing below it', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (shown, now) => {
        return grown(holding({ a: shown }), holding({ a: now })).length > 0 === now > shown * 1.01;
      }),
    );
  });
});
