import { describe, expect, test } from 'vitest';
import { impactWords } from '../../src/approval/impact-words.ts';
import type { ColumnChange, Diff, Impact, ObjectChange } from '../../src/rehearsal/types.ts';
import { rehearsed, table } from './impacts.ts';

const words = (impact: Impact) =>
  impactWords(impact).map(({ text, tone }) => (tone === 'plain' ? text : `${tone}: ${text}`));
const of = (diff: Partial<Diff>) => words(rehearsed(diff));
const column = (name: string, change: ColumnChange['change'], values = 0, detail: string | null = null) => {
  const dot = name.lastIndexOf('.');
  return { table: name.slice(0, dot), column: name.slice(dot + 1), change, values, detail };
};
const object = (kind: ObjectChange['kind'], name: string, change: ObjectChange['change'] = 'dropped', to = null) => ({
  ...{ kind, name, change, to },
});

describe('what is lost', () => {
  test.each<[string, Partial<Diff>, string[]]>([
    [
      'rows of one table',
      { tables: [table('public.users', 48_210, 1)] },
      ['danger: public.users 48,210 -> 1 (48,209 rows gone)'],
    ],
    [
      'a column with its values',
      { columns: [column('public.orders.note', 'dropped', 12_003), column('public.orders.empty', 'dropped')] },
      [
        'danger: public.orders.note dropped (12,003 values gone)',
        'danger: public.orders.empty dropped (it held no values)',
      ],
    ],
    [
      'changed rows',
      { tables: [table('public.prices', 9, 9, { changed: 1204 })] },
      ['danger: public.prices 1,204 rows changed'],
    ],
    [
      'everything of one table',
      { tables: [table('public.t', 10, 8, { gone: 4, changed: 1, added: 2 })] },
      ['danger: public.t 10 -> 8 (4 rows gone, 1 changed, 2 added)'],
    ],
    [
      'rows without a key',
      { tables: [table('public.t', 100, 96, { gone: 14, changed: null, added: 10 })] },
      ['danger: public.t 100 -> 96 (14 rows gone or changed, 10 added or changed)'],
    ],
    [
      'tables, worst first',
      {
        tables: [
          table('public.a', 0, null),
          table('public.b', 5, 5, { changed: 3 }),
          table('public.c', 7, null),
          table('public.d', 1, 9),
        ],
      },
      [
        'danger: 3 tables in all: 7 rows gone, 3 changed, 2 of them dropped:',
        'danger: public.c dropped (7 rows gone)',
        'danger: public.b 3 rows changed',
        'danger: public.a dropped (it was empty)',
        'Also: adds 8 rows.',
      ],
    ],
    [
      'what protected the data, before what can be made again',
      {
        objects: [
          object('index', 'public.i'),
          object('grant', 'select on public.users for anon'),
          object('policy', 'public.users.owner_only'),
          object('row level security', 'public.users'),
          object('other', 'foreign table public.f'),
          object('default privilege', 'select on new tables of postgres for anon'),
        ],
      },
      [
        'danger: row level security of public.users switched off',
        'danger: policy public.users.owner_only dropped',
        'danger: grant select on public.users for anon taken away',
        'danger: index public.i dropped',
        'danger: foreign table public.f dropped',
        'danger: default privilege select on new tables of postgres for anon taken away',
      ],
    ],
    [
      'values a new type reads otherwise, large objects, sequences',
      {
        columns: [column('public.t.a', 'type changed', 91, 'text to integer')],
        largeObjectsGone: 2,
        sequences: [
          { name: 'public.s', before: '301', after: '1 (not used yet)' },
          { name: 'public.gone', before: '4', after: null },
          { name: 'public.on', before: '1', after: '5' },
        ],
      },
      [
        'danger: public.t.a text to integer (91 values read otherwise)',
        'danger: 2 large objects gone',
        'danger: sequence public.gone dropped (it was at 4)',
        'danger: sequence public.s set back: 301 -> 1 (not used yet)',
        'Also: changes 2 sequences.',
      ],
    ],
  ])('%s', (_, diff, expected) => expect(of(diff)).toEqual(expected));

  test('many sequences set back are one line', () => {
    const sequences = ['a', 'b', 'c'].map((name) => ({ name: `public.${name}`, before: '9', after: '1' }));
    expect(of({ sequences })).toContain('danger: 3 sequences set back, to numbers given before');
  });

  test('of a reset of 200 tables is a digest', () => {
    const tables = Array.from({ length: 200 }, (_, at) => table(`public.t${at}`, (at + 1) * 10, at % 2 ? null : 0));
    const objects = Array.from({ length: 40 }, (_, at) => object('policy', `public.t${at}.own`));
    const lines = of({ tables, objects, columns: [column('public.t0.x', 'added')] });
    expect(lines.slice(0, 3)).toEqual([
      'danger: 200 tables in all: 201,000 rows gone, 100 of them dropped:',
      'danger: public.t199 dropped (2,000 rows gone)',
      'danger: public.t198 1,990 -> 0 (1,990 rows gone)',
    ]);
    expect(lines.slice(12)).toEqual([
      'danger: public.t188 1,890 -> 0 (1,890 rows gone)',
      'danger: and 188 more tables: 177,660 rows gone',
      ...Array.from({ length: 8 }, (_, at) => `danger: policy public.t${at}.own dropped`),
      'danger: and 32 more dropped',
      'Also: adds 1 column.',
    ]);
  });
});

describe('nothing is lost', () => {
  test.each<[string, Partial<Diff>, string[]]>([
    ['and nothing comes', {}, ['good: Nothing is lost, and nothing else changes.']],
    [
      'and something comes',
      {
        tables: [
          table('public.new', null, 14),
          table('public.m', 3, 4, { kind: 'materialized view', gone: 1, added: 2 }),
        ],
        columns: [
          column('public.a.b', 'added'),
          column('public.a.c', 'set not null'),
          column('public.a.c', 'default changed'),
        ],
        objects: [
          object('policy', 'public.new.own', 'added'),
          object('policy', 'public.new.all', 'added'),
          object('function', 'public.f()', 'changed'),
        ],
        sequences: [{ name: 'public.s', before: null, after: '1' }],
      },
      [
        'good: Nothing is lost: adds 1 table, 1 column, 14 rows, 2 policies and 1 sequence; changes 1 column, 1 function and 1 refreshed view.',
      ],
    ],
    [
      'by a new name',
      {
        columns: [column('public.a.b', 'renamed', 0, 'c')],
        objects: [{ kind: 'table', name: 'public.a', change: 'renamed', to: 'app.a' }],
      },
      [
        'good: Nothing is lost, and nothing else changes.',
        'table public.a renamed to app.a',
        'column public.a.b renamed to c',
      ],
    ],
  ])('%s', (_, diff, expected) => expect(of(diff)).toEqual(expected));
});

describe('a rehearsal that did not end', () => {
  const failure = {
    cause: 'own',
    file: 'supabase/migrations/20251114_x.sql',
    line: 3,
    statement: 'drop x',
    message: 'column "y" does not exist',
  } as const;
  test('names file, line and the message', () => {
    expect(words(rehearsed({ tables: [table('public.users', 5, null)] }, { failure }))).toEqual([
      'danger: FAILS in supabase/migrations/20251114_x.sql:3:',
      'danger: column "y" does not exist',
      'danger: public.users dropped (5 rows gone)',
    ]);
    expect(words(rehearsed({}, { failure: { ...failure, file: null, line: null } }))).toEqual([
      'danger: FAILS:',
      'danger: column "y" does not exist',
      'Up to there nothing was lost, and nothing else changes.',
    ]);
  });

  test('names what the copy lacks, and calls nothing harmless', () => {
    const lacking = ['the extension pg_net is not installed here'];
    expect(words(rehearsed({}, { lacking }))).toEqual([
      'danger: NOT REHEARSED: The extension pg_net is not installed here.',
      'In the rest nothing was lost, and nothing else changes.',
    ]);
    expect(words(rehearsed({}, { lacking, failure: { ...failure, cause: 'lacking' } }))[0]).toBe(
      'danger: It stopped in supabase/migrations/20251114_x.sql:3, where the copy lacks something:',
    );
  });

  test('or that there was not', () => {
    expect(words({ kind: 'not-rehearsed', reason: 'it needs the hosted API' })).toEqual([
      'None: it needs the hosted API',
    ]);
  });
});
