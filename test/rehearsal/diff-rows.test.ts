import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HashedRow, mergeRows } from '../../src/rehearsal/diff-rows.ts';

/** In chunks of three, some of them empty. */
async function* stream(rows: readonly HashedRow[]): AsyncGenerator<readonly HashedRow[]> {
  for (let at = 0; at < rows.length; at += 3) {
    yield rows.slice(at, at + 3);
    yield [];
  }
}
const row = (key: number, hash: number, ...rest: (string | null)[]): HashedRow => ({
  ...{ key: BigInt(key), hash: BigInt(hash), rest },
});
const ordered = (rows: readonly HashedRow[]) =>
  [...rows].sort((a, b) => Number(a.key - b.key) || Number(a.hash - b.hash));
const merge = (before: HashedRow[], after: HashedRow[], keyed = true, retyped = 0) =>
  mergeRows(stream(ordered(before)), stream(ordered(after)), { keyed, retyped });

describe('merging two sides', () => {
  test.each<[string, HashedRow[], HashedRow[], boolean, [gone: number, changed: number, added: number]]>([
    ['nothing', [], [], true, [0, 0, 0]],
    ['all gone', [row(1, 1), row(2, 2)], [], true, [2, 0, 0]],
    ['all added', [], [row(1, 1), row(2, 2)], true, [0, 0, 2]],
    ['the same', [row(-5, 1), row(2, 2)], [row(-5, 1), row(2, 2)], true, [0, 0, 0]],
    ['one of each', [row(1, 1), row(2, 2), row(3, 3)], [row(1, 1), row(2, 9), row(4, 4)], true, [1, 1, 1]],
    ['the first and the last key', [row(0, 1), row(9, 2)], [row(0, 2), row(9, 1)], true, [0, 2, 0]],
    ['two keys of one hash, one gone', [row(1, 1), row(1, 2)], [row(1, 2)], true, [1, 0, 0]],
    ['two keys of one hash, one changed', [row(1, 1), row(1, 2)], [row(1, 2), row(1, 3)], true, [0, 1, 0]],
    [
      'equal rows without a key',
      [row(1, 1), row(1, 1), row(2, 2)],
      [row(1, 1), row(2, 2), row(2, 2)],
      false,
      [1, 0, 1],
    ],
  ])('%s', async (_, before, after, keyed, [gone, changed, added]) => {
    expect(await merge(before, after, keyed)).toEqual({ gone, changed, added, retyped: [] });
  });

  test('values that read otherwise are counted by column, a null has nothing to lose', async () => {
    const before = [row(1, 1, 'a', 'x'), row(2, 2, null, 'y'), row(3, 3, 'c', null)];
    const after = [row(1, 1, 'b', 'x'), row(2, 2, 'b', 'z'), row(3, 3, null, null)];
    expect((await merge(before, after, true, 2)).retyped).toEqual([2, 1]);
  });

  const rows = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: 0, max: 2 })), { maxLength: 20 });
  const of = (pairs: [number, number][]) => pairs.map(([key, hash]) => row(key, hash));
  test('the counts always add up, and say nothing changed only when nothing did', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (b, a) => {
        const found = await merge(of(b), of(a));
        expect(b.length - found.gone + found.added).toBe(a.length);
        const same = JSON.stringify(b.map(String).sort()) === JSON.stringify(a.map(String).sort());
        expect(found.gone + found.changed + found.added === 0).toBe(same);
      }),
    );
  });

  test('told the other way round, what is gone was added', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (b, a) => {
        const [there, back] = [await merge(of(b), of(a)), await merge(of(a), of(b))];
        expect([back.added, back.changed, back.gone]).toEqual([there.gone, there.changed, there.added]);
      }),
    );
  });
});
