import { describe, expect, test } from 'vitest';
import { asRehearsed } from '../../src/guard/as-rehearsed.ts';
import type { Measured, Schema } from '../../src/guard/measure-after.ts';
import type { TableCount } from '../../src/postgres/row-counts.ts';
import type { Rehearsed } from '../../src/rehearsal/types.ts';

const impact = (more: object = {}): Rehearsed =>
  ({
    ...{ kind: 'rehearsed', status: 0, signal: null, failure: null, lacking: [] },
    diff: { rowsAfter: { 'public.users': 3 }, schema: { made: [['table public.tags', '']], gone: [] } },
    ...more,
  }) as unknown as Rehearsed;
const tables = (...names: string[]): Schema => ({
  versions: { is: [] },
  catalog: {
    is: {
      sequences: [],
      objects: [],
      tables: names.map((name, oid) => ({
        ...{ oid, name, kind: 'table' as const, filenode: 0, bytes: 0, condition: null, columns: [], key: null },
      })),
    },
  },
});
const given = {
  impact: impact() as Parameters<typeof asRehearsed>[0]['impact'],
  outcome: { status: 0 as number | null, signal: null as NodeJS.Signals | null, seconds: 1 },
  rows: { is: [{ name: 'public.users', rows: 3 }] } as Measured<readonly TableCount[]>,
  before: tables('public.users') as Schema | null,
  after: tables('public.users', 'public.tags') as Schema | null,
};

describe('what is said of the real run and its rehearsal', () => {
  test('as rehearsed, when rows and schema were measured to be', () => {
    expect(asRehearsed(given)).toEqual({ ended: null, rows: { differences: [] }, schema: { differences: [] } });
  });

  test('nothing, when it was not rehearsed', () => {
    const none = asRehearsed({ ...given, impact: { kind: 'not-rehearsed', reason: 'x' } });
    expect(none).toEqual({ ended: null, rows: null, schema: null });
  });

  test('nothing of the schema, for a command whose schema is not looked at', () => {
    expect(asRehearsed({ ...given, before: null, after: null })).toEqual({
      ...{ ended: null, rows: { differences: [] }, schema: null },
    });
  });

  test('only that it ended otherwise', () => {
    const outcome = { status: null, signal: 'SIGTERM' as const, seconds: 1 };
    expect(asRehearsed({ ...given, outcome })).toEqual({
      ...{ ended: 'the rehearsal ended with status 0, the real run was ended by SIGTERM', rows: null, schema: null },
    });
  });

  test('never "as rehearsed" of what the rehearsal lacked or nobody could read', () => {
    const lack = 'the extension pg_net is not there';
    expect(asRehearsed({ ...given, impact: impact({ lacking: [lack] }) })).toEqual({
      ...{ ended: null, rows: { why: lack }, schema: { why: lack } },
    });
    expect(
      asRehearsed({ ...given, rows: { why: 'gone' }, after: { versions: { why: 'gone' }, catalog: { why: 'gone' } } }),
    ).toEqual({
      ...{ ended: null, rows: { why: 'gone' }, schema: { why: 'gone' } },
    });
  });

  test('every difference of rows and schema', () => {
    const found = asRehearsed({
      ...given,
      rows: { is: [{ name: 'public.users', rows: 2 }] },
      after: tables('public.users', 'public.other'),
    });
    expect(found).toEqual({
      ended: null,
      rows: { differences: ['public.users holds 2 rows; the rehearsal left it with 3.'] },
      schema: {
        differences: ['table public.other: added, and not in rehearsal', 'table public.tags: added in rehearsal only'],
      },
    });
  });
});
