import type { ColumnChange, Diff, Loss, ObjectChange, Rehearsed, TableChange } from './types.ts';

/** What the rehearsal would cost, in totals. Pure. */
export function lossOf({ diff, failure, lacking }: Rehearsed): Loss {
  const tables = losingTables(diff);
  const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
  const rowsGone = sum(tables.map(({ gone }) => gone));
  const rowsChanged = sum(tables.map(({ changed }) => changed ?? 0));
  const tablesDropped = tables.filter(({ after }) => after === null).map(({ name }) => name);
  const valuesLost = sum(losingColumns(diff).map(({ values }) => values));
  const objectsLost = [
    ...tablesDropped.map((name) => `table ${name}`),
    ...losingColumns(diff)
      .filter(({ change }) => change === 'dropped')
      .map(({ table, column }) => `column ${table}.${column}`),
    ...lostObjects(diff).map(({ kind, name }) => (kind === 'other' ? name : `${kind} ${name}`)),
    ...lostSequences(diff).map(({ name }) => `sequence ${name}`),
    ...(diff.largeObjectsGone > 0 ? [`${diff.largeObjectsGone} large objects`] : []),
  ];
  const lost = rowsGone + rowsChanged + valuesLost + objectsLost.length > 0;
  return {
    ...{ rowsGone, rowsChanged, tablesDropped, valuesLost, objectsLost },
    nothingLost: !lost && failure === null && lacking.length === 0,
  };
}

/** Tables that lose rows, change rows or go; what a view shows can be made again. */
export function losingTables({ tables }: Pick<Diff, 'tables'>): TableChange[] {
  return tables.filter(
    ({ kind, after, gone, changed }) => kind === 'table' && (after === null || gone + (changed ?? 0) > 0),
  );
}

/** Columns that go, and columns whose values read otherwise now. */
export function losingColumns({ columns }: Pick<Diff, 'columns'>): ColumnChange[] {
  return columns.filter(({ change, values }) => change === 'dropped' || values > 0);
}

/** What was dropped, and what no longer protects or allows: row level security, grants. */
function lostObjects({ objects }: Pick<Diff, 'objects'>): ObjectChange[] {
  return objects.filter(({ change }) => change === 'dropped');
}

/** Sequences that go without their table. */
function lostSequences({ sequences }: Pick<Diff, 'sequences'>): Diff['sequences'] {
  return sequences.filter(({ after }) => after === null);
}
