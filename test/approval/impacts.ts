import type { Diff, Rehearsed, TableChange } from '../../src/rehearsal/types.ts';

/** Impacts as the rehearsal measures them, for the words of this room. */
const noChange: Diff = {
  tables: [],
  columns: [],
  sequences: [],
  objects: [],
  largeObjectsGone: 0,
  rowsAfter: {},
};

export function rehearsed(diff: Partial<Diff> = {}, more: Partial<Rehearsed> = {}): Rehearsed {
  return {
    kind: 'rehearsed',
    status: 0,
    signal: null,
    failure: null,
    lacking: [],
    diff: { ...noChange, ...diff },
    scratch: 'a scratch PostgreSQL 15.18 (native)',
    seconds: 2,
    ...more,
  };
}

/** "public.users", 48_210, 1 is a table that lost 48,209 rows. */
export function table(
  name: string,
  before: number | null,
  after: number | null,
  more: Partial<TableChange> = {},
): TableChange {
  const less = (before ?? 0) - (after ?? 0);
  return {
    ...{ name, kind: 'table', before, after },
    ...{ gone: Math.max(0, less), changed: 0, added: Math.max(0, -less), ...more },
  };
}
