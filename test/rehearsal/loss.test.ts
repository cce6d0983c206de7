import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exceeds } from '../../src/rehearsal/exceeds.ts';
import { lossOf } from '../../src/rehearsal/loss.ts';
import { outcomeDifferences } from '../../src/rehearsal/outcome-differences.ts';
import type { ColumnChange, Diff, Rehearsed } from '../../src/rehearsal/types.ts';
import { rehearsed, table } from '../approval/impacts.ts';

const none = { rowsGone: 0, rowsChanged: 0, tablesDropped: [], valuesLost: 0, objectsLost: [], nothingLost: true };
const column = (change: ColumnChange['change'], values: number, name = 'note'): ColumnChange => ({
  ...{ table: 'public.t', column: name, change, values, detail: null },
});
const dropped = (name: string) => ({ kind: 'policy', name, change: 'dropped', to: null }) as const;

describe('a loss in totals', () => {
  test.each<[string, Partial<Diff>, Partial<ReturnType<typeof lossOf>>]>([
    ['nothing', {}, {}],
    ['rows that come', { tables: [table('public.t', 1, 5), table('public.new', null, 5)] }, {}],
    [
      'rows',
      { tables: [table('public.t', 5, 1), table('public.u', 2, 2, { changed: 2 })] },
      { rowsGone: 4, rowsChanged: 2, nothingLost: false },
    ],
    [
      'a table',
      { tables: [table('public.t', 0, null)] },
      { tablesDropped: ['public.t'], objectsLost: ['table public.t'], nothingLost: false },
    ],
    [
      'values',
      { columns: [column('dropped', 3), column('type changed', 2, 'a')] },
      { valuesLost: 5, objectsLost: ['column public.t.note'], nothingLost: false },
    ],
    [
      'a column that only changes',
      { columns: [column('type changed', 0), column('set not null', 0), column('added', 0)] },
      {},
    ],
    ['rows of a materialised view', { tables: [table('public.m', 5, 1, { kind: 'materialized view' })] }, {}],
    ['rows of the CLI itself', { bookkeeping: [table('supabase_migrations.schema_migrations', 5, 0)] }, {}],
    [
      'objects',
      { objects: [dropped('public.t.p'), { kind: 'function', name: 'f()', change: 'changed', to: null }] },
      { objectsLost: ['policy public.t.p'], nothingLost: false },
    ],
    [
      'large objects and sequences',
      { largeObjectsGone: 2, sequences: [{ name: 'public.s', before: '1', after: null }] },
      { objectsLost: ['sequence public.s', '2 large objects'], nothingLost: false },
    ],
  ])('%s', (_, diff, expected) => expect(lossOf(rehearsed(diff))).toEqual({ ...none, ...expected }));

  test('a rehearsal that failed or lacked something never says that nothing is lost', () => {
    const failure = { cause: 'own', file: null, line: null, statement: null, message: 'no' } as const;
    expect(lossOf(rehearsed({}, { failure })).nothingLost).toBe(false);
    expect(lossOf(rehearsed({}, { lacking: ['pg_net'] })).nothingLost).toBe(false);
  });
});

describe('the ceiling', () => {
  const over = (approved: Partial<Diff>, now: Partial<Diff>) => exceeds(rehearsed(approved), rehearsed(now));
  test.each<[string, Partial<Diff>, Partial<Diff>, string[]]>([
    ['one per cent more rows', { tables: [table('public.t', 1000, 0)] }, { tables: [table('public.t', 1010, 0)] }, []],
    [
      'more than that',
      { tables: [table('public.t', 1000, 0)] },
      { tables: [table('public.t', 1011, 0)] },
      ['public.t: 1,011 rows gone now, 1,000 when you were asked.'],
    ],
    [
      'one row of a table that lost none',
      {},
      { tables: [table('public.t', 5, 4)] },
      ['public.t: 1 row gone now, 0 when you were asked.'],
    ],
    [
      'changed rows',
      { tables: [table('public.t', 5, 5, { changed: 1 })] },
      { tables: [table('public.t', 5, 5, { changed: 2 })] },
      ['public.t: 2 rows changed now, 1 when you were asked.'],
    ],
    [
      'a table dropped, not only emptied',
      { tables: [table('public.t', 5, 0)] },
      { tables: [table('public.t', 5, null)] },
      ['table public.t would be lost too.'],
    ],
    [
      'values',
      { columns: [column('dropped', 1)] },
      { columns: [column('dropped', 2)] },
      ['public.t.note: 2 values lost now, 1 when you were asked.'],
    ],
    [
      'an object',
      { objects: [dropped('public.t.a')] },
      { objects: [dropped('public.t.a'), dropped('public.t.b')] },
      ['policy public.t.b would be lost too.'],
    ],
    [
      'large objects',
      { largeObjectsGone: 1 },
      { largeObjectsGone: 2 },
      ['2 large objects gone now, 1 when you were asked.'],
    ],
  ])('%s', (_, approved, now, expected) => expect(over(approved, now)).toEqual(expected));

  test('a failure or a lack that was not shown', () => {
    const failure = { cause: 'own', file: null, line: null, statement: null, message: 'no' } as const;
    expect(exceeds(rehearsed(), rehearsed({}, { failure, lacking: ['pg_net'] }))).toEqual([
      'It fails on the copy now: no',
      'Not rehearsed this time: pg_net.',
    ]);
    expect(exceeds(rehearsed({}, { failure }), rehearsed({}, { failure }))).toEqual([]);
  });

  test('what was rehearsed has to be again; what was not was approved whole', () => {
    const not = { kind: 'not-rehearsed', reason: 'the server is full' } as const;
    expect(exceeds(rehearsed(), not)).toEqual(['It could not be rehearsed this time: the server is full.']);
    expect(exceeds(not, rehearsed({ tables: [table('public.t', 9, null)] }))).toEqual([]);
  });

  const name = fc.constantFrom('public.a', 'public.b', 'public.c');
  const impact: fc.Arbitrary<Rehearsed> = fc
    .record({
      tables: fc.uniqueArray(
        fc.record({
          name,
          before: fc.nat(5000),
          gone: fc.nat(5000),
          changed: fc.option(fc.nat(500)),
          drop: fc.boolean(),
        }),
        { selector: (each) => each.name },
      ),
      columns: fc.uniqueArray(fc.record({ column: name, values: fc.nat(500) }), { selector: (each) => each.column }),
      objects: fc.uniqueArray(name),
      largeObjectsGone: fc.nat(50),
    })
    .map(({ tables, columns, objects, largeObjectsGone }) =>
      rehearsed({
        tables: tables.map((each) =>
          table(each.name, each.before, each.drop ? null : 0, { gone: each.gone, changed: each.changed }),
        ),
        columns: columns.map(({ column: of, values }) => column('dropped', values, of)),
        objects: objects.map(dropped),
        largeObjectsGone,
      }),
    );

  test('never exceeds itself, nor anything a harmless run', () => {
    fc.assert(
      fc.property(impact, (one) => {
        expect(exceeds(one, one)).toEqual([]);
        expect(exceeds(one, rehearsed())).toEqual([]);
      }),
    );
  });

  test('what it lets through loses at most one per cent more of anything, and no other object', () => {
    fc.assert(
      fc.property(impact, impact, (approved, now) => {
        const said = exceeds(approved, now);
        const [was, is] = [lossOf(approved), lossOf(now)];
        const objects = (list: readonly string[]) => list.filter((each) => !each.endsWith('large objects'));
        const more = is.rowsGone > was.rowsGone * 1.01 || is.rowsChanged > was.rowsChanged * 1.01;
        const others = objects(is.objectsLost).some((each) => !was.objectsLost.includes(each));
        if (more || others || is.valuesLost > was.valuesLost * 1.01) expect(said).not.toEqual([]);
      }),
    );
  });
});

describe('what the real run did otherwise', () => {
  const impact = rehearsed({ rowsAfter: { 'public.t': 5, 'public.gone': 1, 'public.same': 0 } });
  test('is said for every table', () => {
    const rows = new Map([
      ['public.t', 6],
      ['public.same', 0],
      ['public.more', 1],
      ['supabase_migrations.schema_migrations', 3],
    ]);
    expect(outcomeDifferences(impact, rows)).toEqual([
      'public.t holds 6 rows; the rehearsal left it with 5.',
      'public.gone is not there; the rehearsal left it with 1 row.',
      'public.more is there with 1 row; after the rehearsal it was not.',
    ]);
  });
  test('is nothing where it did the same', () => {
    expect(outcomeDifferences(impact, new Map(Object.entries(impact.diff.rowsAfter)))).toEqual([]);
  });
});
