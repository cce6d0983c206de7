import fc from 'fast-check';
import { expect, test } from 'vitest';

test('properties are tried on the same cases in every run', () => {
  const drawn: number[] = [];
  fc.assert(
    fc.property(fc.nat(), (one) => {
      drawn.push(one);
    }),
  );
  expect(drawn).toEqual(fc.sample(fc.nat(), { seed: Number(process.env.FC_SEED ?? 20261126), numRuns: drawn.length }));
});
