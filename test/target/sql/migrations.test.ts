import { describe, expect, test } from 'vitest';
import {
  countedMigrations,
  inOrder,
  type MigrationFile,
  pendingMigrations,
  upTo,
  versionBeforeLast,
} from '../../../src/target/sql/migrations.ts';

const files = (...names: string[]): readonly MigrationFile[] =>
  names.map((name) => ({ name, version: name.split('_')[0] as string }));
const entries = (...names: string[]) =>
  names.map((name) => ({ name: name.replace(/\/$/, ''), isFolder: name.endsWith('/') }));

describe('which files count', () => {
  test.each([
    [
      ['1_a.sql', '1_.sql', '1_a.b.sql'],
      ['1_.sql', '1_a.b.sql', '1_a.sql'],
    ],
    [['a.sql', '1.sql', '1-a.sql', '1_a.SQL', '1_a.sql.bak', '_a.sql', ' 1_a.sql', '.1_a.sql'], []],
    [['1_a.sql/', '2_b.sql'], ['2_b.sql']],
    [['20211208235959_init.sql', '20220101000000_a.sql'], ['20220101000000_a.sql']],
    [['20211209000000_init.sql'], ['20211209000000_init.sql']],
    // Only the first entry of the folder, whatever it is, is looked at for the old rule.
    [['0/', '20211208235959_init.sql'], ['20211208235959_init.sql']],
    [
      ['0_first.sql', '20211208235959_init.sql'],
      ['0_first.sql', '20211208235959_init.sql'],
    ],
    [['20211208235959_init.sql.bak', '3_a.sql'], ['3_a.sql']],
    [
      ['10_a.sql', '9_b.sql', '9_ä.sql', '9_z.sql'],
      ['10_a.sql', '9_b.sql', '9_z.sql', '9_ä.sql'],
    ],
  ])('%j: %j', (names, counted) => {
    expect(countedMigrations(entries(...names)).map(({ name }) => name)).toEqual(counted);
  });
});

describe('what is pending', () => {
  test.each([
    ['nothing applied', ['1_a', '2_b'], [], false, ['1_a', '2_b']],
    ['all applied', ['1_a', '2_b'], ['1', '2'], false, []],
    ['the rest', ['1_a', '2_b', '3_c'], ['1'], false, ['2_b', '3_c']],
    ['as text: 10 before 9', ['10_a', '9_b'], ['10'], false, ['9_b']],
    ['as text: 9 after 10', ['10_a', '9_b'], ['9'], false, 'late 10_a'],
    ['a late file', ['1_a', '2_b', '3_c'], ['1', '3'], false, 'late 2_b'],
    ['late files first', ['1_a', '2_b', '3_c', '4_d'], ['3'], true, ['1_a', '2_b', '4_d']],
    ['missing here', ['2_b'], ['1', '2'], false, 'missing 1'],
    ['missing here at the end', ['2_b'], ['2', '3', '4'], false, 'missing 3,4'],
    ['missing beats late', ['1_a', '3_c'], ['2', '3'], true, 'missing 2'],
    ['no files at all', [], ['1'], true, 'missing 1'],
    ['the same version twice', ['1_a', '1_b', '2_c'], ['1'], false, ['1_b', '2_c']],
    ['a version that is no number', ['1_a'], ['', '1'], false, 'missing '],
  ])('%s: %j after %j (include all: %s) is %j', (_, names, applied, includeAll, expected) => {
    const pending = pendingMigrations(files(...names), applied, { includeAll });
    const said =
      pending.kind === 'missing-locally'
        ? `missing ${pending.versions}`
        : pending.kind === 'out-of-order'
          ? `late ${pending.files.map(({ name }) => name)}`
          : pending.files.map(({ name }) => name);
    expect(said).toEqual(expected);
  });

  test('whatever the folder and the history: nothing is lost, nothing is applied twice, order does not depend on the listing', () => {
    const random = generator(42);
    const pick = (most: number) => Array.from({ length: random(most) }, () => `${random(30) + 1}`);
    for (let round = 0; round < 5000; round++) {
      const here = [...new Set(pick(8))];
      // Half of the histories hold only versions that are here.
      const applied = [...new Set(round % 2 ? here.filter(() => random(2) === 1) : pick(8))].sort(asText);
      const shuffled = files(...here.map((version) => `${version}_x`));
      const pending = pendingMigrations(shuffled, applied, { includeAll: true });
      const missing = applied.filter((version) => !here.includes(version));
      const open = here.filter((version) => !applied.includes(version)).sort(asText);
      if (missing.length > 0) {
        expect(pending).toEqual({ kind: 'missing-locally', versions: missing });
        continue;
      }
      expect(pending).toMatchObject({ kind: 'pending', files: open.map((version) => ({ version })) });
      const late = open.filter((version) => version < (applied.at(-1) ?? ''));
      const careful = pendingMigrations(shuffled, applied, { includeAll: false });
      if (late.length > 0)
        expect(careful).toMatchObject({ kind: 'out-of-order', files: late.map((version) => ({ version })) });
      else expect(careful).toEqual(pending);
    }
  });
});

describe('how far a reset and a replay go', () => {
  const three = files('1_a', '10_b', '9_c');
  test.each([
    ['', ['1_a', '10_b', '9_c']],
    ['10', ['1_a', '10_b']],
    ['5', ['1_a', '10_b']],
    ['0', []],
    ['-', []],
  ])('up to %j: %j', (version, names) => {
    expect(upTo(three, version).map(({ name }) => name)).toEqual(names);
  });

  test.each([
    [0, ''],
    [1, '10'],
    [2, '1'],
    [3, '-'],
    [99, '-'],
  ])('without the last %i: to %j', (last, version) => {
    expect(versionBeforeLast(three, last)).toBe(version);
  });

  test('the same version stays in the order of names', () => {
    expect(inOrder(files('2_b', '1_z', '1_a')).map(({ name }) => name)).toEqual(['1_z', '1_a', '2_b']);
  });
});

function asText(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** A small repeatable source of numbers from 0 to below `most`. */
function generator(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}
