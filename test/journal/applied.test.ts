import { describe, expect, test } from 'vitest';
import { appliedIn, testedIn } from '../../src/journal/applied.ts';
import type { ChainLine, EntryKind } from '../../src/journal/types.ts';

const line = (kind: EntryKind, run: string, at: string, facts: object) => ({ kind, run, at, facts }) as ChainLine;
const [a, b] = ['supabase/migrations/1_a.sql', 'supabase/migrations/2_b.sql'] as const;
const applied = (
  run: string,
  at: string,
  environment: string,
  pieces: readonly (readonly [string, string])[] | null,
) => [
  line('intent', run, at, { by: `Ann in ${run}` }),
  line('outcome', run, at, {
    ...{ environment, target: `${environment}:shop`, status: 0 },
    applied: pieces?.map(([file, sha256]) => ({ file, sha256 })),
  }),
];
const journal = [
  ...applied('first', '2025-11-12T10:00:00.000Z', 'local', [[a, 'old']]),
  ...applied('second', '2025-11-13T10:00:00.000Z', 'local', [
    [a, 'A'],
    [b, 'B'],
  ]),
  ...applied('third', '2025-11-14T10:00:00.000Z', 'staging', [[a, 'A']]),
  ...applied('unread', '2025-11-14T11:00:00.000Z', 'staging', null),
  line('outcome', 'before-this-was-kept', '2025-11-14T12:00:00.000Z', { status: 0 }),
  line('refusal', 'refused', '2025-11-14T13:00:00.000Z', {
    environment: 'staging',
    applied: [{ file: b, sha256: 'B' }],
  }),
];

// Catches: evidence of another environment, of other bytes, or of a run that never ended.
describe('what a journal says was applied', () => {
  const found = appliedIn(journal);
  const by = { by: 'Ann in second', at: '2025-11-13T10:00:00.000Z', target: 'local:shop' };
  test.each([
    ['local', { [a]: 'A', [b]: 'B' }, { kind: 'tested', ...by }],
    [
      'local',
      { [a]: 'old' },
      { kind: 'tested', by: 'Ann in first', at: '2025-11-12T10:00:00.000Z', target: 'local:shop' },
    ],
    ['local', { [a]: 'new', [b]: 'B' }, { kind: 'untested', files: [a] }],
    ['staging', { [a]: 'A', [b]: 'B' }, { kind: 'untested', files: [b] }],
    ['production', { [a]: 'A' }, { kind: 'untested', files: [a] }],
    ['production', {}, { kind: 'tested', by: '', at: '', target: '' }],
  ])('%s, %j', (environment, migrations, is) => {
    expect(testedIn(environment, migrations as Record<string, string>, found)).toEqual(is);
  });

  test('takes from each outcome what it says and who was behind it', () => {
    expect(found).toHaveLength(4);
    expect(found[3]).toEqual({
      ...{ file: a, sha256: 'A', environment: 'staging', target: 'staging:shop' },
      ...{ at: '2025-11-14T10:00:00.000Z', by: 'Ann in third' },
    });
    expect(
      appliedIn([line('outcome', 'x', '2025-11-14T10:00:00.000Z', { applied: [{ file: 1 }, null, 'x'] })]),
    ).toEqual([]);
  });
});
