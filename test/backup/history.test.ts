import { describe, expect, test } from 'vitest';
import { type BackupFilter, filterBackups } from '../../src/backup/filter.ts';
import { isTable, rowHistory } from '../../src/backup/history.ts';
import { purposeOf } from '../../src/backup/purpose.ts';
import type { Backup, Metadata } from '../../src/backup/types.ts';
import { screen } from '../../src/commands/history.ts';
import { metadataOf } from './sets.ts';

const parts = {} as Metadata['parts'];
/** One backup a day from 1 May 2026, with these rows of its tables. */
const backups = (...days: readonly Record<string, number>[]): Backup[] =>
  days.map((tables, index) => {
    const metadata = metadataOf({ at: new Date(2026, 4, 1 + index, 9) }, parts);
    const found = Object.entries(tables).map(([name, rows]) => ({
      ...{ name, rows, checksum: '1', method: 'record' as const },
      kind: name.endsWith('_mv') ? ('materialized view' as const) : ('table' as const),
    }));
    return { directory: '/b', metadata: { ...metadata, facts: { ...metadata.facts, tables: found } } };
  });
const named = (day: number) => `backup_202605${String(day).padStart(2, '0')}_090000`;

describe('the biggest fall of a table', () => {
  test.each<[string, (number | null)[], [string, string, number] | null]>([
    ['rows that vanish', [10, 48_210, 1, 1], [named(2), named(3), 48_209]],
    ['a table that goes away', [7, null, null], [named(1), named(2), 7]],
    ['a table that goes away and comes back', [7, null, 9, 3], [named(1), named(2), 7]],
    ['of two equal falls the later', [9, 4, 9, 4], [named(3), named(4), 5]],
    ['none where rows only grow', [1, 2, 2, 3], null],
    ['none where the table came later', [null, null, 3], null],
    ['none of a single backup', [3], null],
  ])('%s', (_, rows, expected) => {
    const of = backups(...rows.map((each): Record<string, number> => (each === null ? {} : { 'public.users': each })));
    const [found] = rowHistory([...of].reverse().map(({ metadata }) => metadata));
    expect(found?.points.map((point) => point.rows)).toEqual(rows);
    const fall = found?.biggestFall;
    expect(fall ? [fall.before.backup, fall.after.backup, fall.lost] : null).toEqual(expected);
  });

  test('materialised views are left out, and a table is known with and without its schema', () => {
    const tables = rowHistory(
      backups({ 'public.b': 1, 'public.a_mv': 4, 'auth.a': 2 }).map(({ metadata }) => metadata),
    );
    expect(tables.map(({ table }) => table)).toEqual(['auth.a', 'public.b']);
    expect([isTable('auth.a', 'a'), isTable('auth.a', 'auth.a'), isTable('auth.a', 'public.a')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

const falling = backups(
  { 'public.users': 48_210, 'public.orders': 12, 'public.empty': 0 },
  { 'public.users': 48_220, 'public.orders': 40, 'public.empty': 0 },
  { 'public.users': 1, 'public.empty': 0 },
);
const shown = (asBlocks: boolean) => {
  const of = [...falling].reverse() as [Backup, ...Backup[]];
  return screen(of, rowHistory(of.map(({ metadata }) => metadata)), asBlocks);
};

test('the screen shows each table as a line of blocks and names where it fell', () => {
  expect(shown(true)).toBe(`local: 3 backups, 2026-05-01 09:00 to 2026-05-03 09:00
  public.orders  ▄█   gone
    40 -> gone between ${named(2)} and ${named(3)}
  public.users   ██▂  1
    48,220 -> 1 between ${named(2)} and ${named(3)}
  Rows that should still be there come back with
    permahub recover rows public.users
  1 table never held a row.
`);
});

test('a table that is gone altogether comes back from the backup before, and the target is named where it is not local', () => {
  const of = backups({ 'odd."T"': 12 }, {}).map(({ directory, metadata }) => {
    const target = { ...metadata.target, key: 'abcdefghijklmnopqrst', projectRef: 'abcdefghijklmnopqrst' };
    return { directory, metadata: { ...metadata, target } };
  });
  const text = screen([...of].reverse() as [Backup, ...Backup[]], rowHistory(of.map(({ metadata }) => metadata)), true);
  expect(text).toContain(`\n    permahub restore ${named(1)} --table 'odd."T"' --target abcdefghijklmnopqrst\n`);
  const grown = backups({ 'public.users': 1 }, { 'public.users': 2 }) as unknown as [Backup, ...Backup[]];
  expect(screen(grown, rowHistory(grown.map(({ metadata }) => metadata)), true)).not.toContain('permahub');
});

test('where blocks cannot be drawn it is digits', () => {
  expect(shown(false).split('\n').slice(1, 4)).toEqual([
    '  public.orders  39-  gone',
    `    40 -> gone between ${named(2)} and ${named(3)}`,
    '  public.users   991  1',
  ]);
});

test('a long history shows its newest backups, says so, and stays within 80 columns', () => {
  const of = backups(...Array.from({ length: 40 }, (_, rows) => ({ [`public.${'x'.repeat(60)}`]: rows }))).reverse();
  const text = screen(of as [Backup, ...Backup[]], rowHistory(of.map(({ metadata }) => metadata)), true);
  expect(text).toContain('The lines show the newest 30 backups.');
  expect(text.split('\n').filter((line) => [...line].length > 105)).toEqual([]);
});

describe('the list is filtered', () => {
  const all: Backup[] = [
    metadataOf({ at: new Date(2026, 4, 3, 9), name: 'pre-reset' }, parts),
    metadataOf({ at: new Date(2026, 4, 2, 9), key: 'abc', environment: 'production', proof: null }, parts),
    metadataOf({ at: new Date(2026, 4, 1, 9), key: 'abc', environment: 'production', name: 'pre-migration-5' }, parts),
  ].map((metadata) => ({ directory: '/b', metadata }));
  const any: BackupFilter = {
    ...{ target: null, environment: null, since: null, until: null, verified: false, named: null, limit: null },
  };
  test.each<[Partial<BackupFilter>, number[]]>([
    [{}, [0, 1, 2]],
    [{ target: 'local' }, [0]],
    [{ target: 'abc' }, [1, 2]],
    [{ target: 'local:shop' }, [0]],
    [{ target: 'loc' }, []],
    [{ environment: 'production' }, [1, 2]],
    [{ since: new Date(2026, 4, 2, 9).getTime() }, [0, 1]],
    [{ until: new Date(2026, 4, 2, 9).getTime() }, [1, 2]],
    [{ verified: true }, [0, 2]],
    [{ named: 'PRE-' }, [0, 2]],
    [{ limit: 2 }, [0, 1]],
    [{ environment: 'production', verified: true, limit: 1 }, [2]],
  ])('%j', (filter, expected) => {
    expect(filterBackups(all, { ...any, ...filter })).toEqual(expected.map((index) => all[index]));
  });
});

test.each([
  [undefined, 'pre-reset', 'pre-reset'],
  [undefined, 'pre-migration-down', 'pre-migration'],
  [undefined, 'post-migration', 'post-migration'],
  [undefined, 'pre-migrations', 'pre-other'],
  [undefined, 'pre-db-push', 'pre-other'],
  [undefined, 'weekly', 'by hand'],
  [undefined, null, 'by hand'],
  ['scheduled', 'pre-reset', 'scheduled'],
  ['nightly', 'pre-reset', null],
])('a backup made for %j under the name %j is one %j', (purpose, name, expected) => {
  const metadata = metadataOf({ at: new Date(2026, 4, 3, 9), name, ...(purpose ? { purpose } : {}) }, parts);
  expect(purposeOf(metadata)).toBe(expected);
});
