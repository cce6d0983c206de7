import type { Metadata } from './types.ts';

/** Rows of a table in one backup; null where the table is not in it. */
interface HistoryPoint {
  readonly backup: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly rows: number | null;
}

/** Two backups after each other, the later one with fewer rows. */
interface Fall {
  readonly before: HistoryPoint;
  readonly after: HistoryPoint;
  readonly lost: number;
}

export interface TableHistory {
  readonly table: string;
  /** Oldest first, one a backup. */
  readonly points: readonly HistoryPoint[];
  readonly biggestFall: Fall | null;
}

type Counted = Pick<Metadata, 'backup' | 'startedAt'> & {
  readonly facts: { readonly tables: readonly Pick<Metadata['facts']['tables'][number], 'name' | 'kind' | 'rows'>[] };
};

/** How many rows every table had in each of these backups of one target, whatever their order. By table name. Pure. */
export function rowHistory(backups: readonly Counted[]): TableHistory[] {
  const inOrder = [...backups].sort(
    (a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.backup < b.backup ? -1 : 1),
  );
  const counts = inOrder.map(
    ({ facts }) => new Map(facts.tables.filter(({ kind }) => kind === 'table').map(({ name, rows }) => [name, rows])),
  );
  const names = [...new Set(counts.flatMap((each) => [...each.keys()]))].sort();
  return names.map((table) => {
    const points = inOrder.map(({ backup, startedAt }, index) => ({
      ...{ backup, at: startedAt },
      rows: counts[index]?.get(table) ?? null,
    }));
    return { table, points, biggestFall: biggestFall(points) };
  });
}

/** A table that went away has lost all its rows. Of equal falls the latest counts. */
function biggestFall(points: readonly HistoryPoint[]): Fall | null {
  let biggest: Fall | null = null;
  for (const [index, after] of points.entries()) {
    const before = points[index - 1];
    const lost = (before?.rows ?? 0) - (after.rows ?? 0);
    if (before && lost > 0 && lost >= (biggest?.lost ?? 0)) biggest = { before, after, lost };
  }
  return biggest;
}

/** Whether a person who typed `wanted` means this table: "users" is public.users or any other schema's. Pure. */
export function isTable(table: string, wanted: string): boolean {
  return table === wanted || table.slice(table.indexOf('.') + 1) === wanted;
}
