import { expect, it } from 'vitest';
import { eraOf } from '../../src/cli/era.ts';

it.each([
  ['1.226.4', 'cobra'],
  ['2.30.4', 'cobra'],
  ['2.99.9', 'cobra'],
  ['2.100.0', 'v2'],
  ['2.122.1', 'v2'],
  ['v2.122.1', 'v2'],
  ['3.0.0', 'v3'],
  ['3.1.0-beta.4', 'v3'],
  ['4.0.0', 'unknown'],
  ['0.9.0', 'unknown'],
  ['30.1.0', 'unknown'],
  ['3', 'unknown'],
  ['', 'unknown'],
  ['3.1.0 or so', 'unknown'],
])('version "%s" is of the era %s', (version, era) => {
  expect(eraOf(version)).toBe(era);
});
