import type { ForeignKey } from './shape.ts';

/** Tables parents first; `cycles` are foreign keys that no order satisfies, because they lead round. */
export interface Order {
  readonly tables: readonly string[];
  readonly cycles: readonly ForeignKey[];
}

/**
 * The order in which rows go into these tables. A table that refers to itself needs none: one statement puts all its rows in.
 * Where keys lead round, the table with the fewest parents left goes first, always the same one. Pure.
 */
export function insertOrder(tables: readonly string[], foreignKeys: readonly ForeignKey[]): Order {
  const keys = foreignKeys.filter(({ from, to }) => from !== to && tables.includes(from) && tables.includes(to));
  const left = new Set([...tables].sort());
  const order: string[] = [];
  const cycles: ForeignKey[] = [];
  while (left.size > 0) {
    const waiting = (table: string) => keys.filter(({ from, to }) => from === table && left.has(to));
    const next = [...left].sort((a, b) => waiting(a).length - waiting(b).length || (a < b ? -1 : 1))[0] as string;
    cycles.push(...waiting(next));
    left.delete(next);
    order.push(next);
  }
  return { tables: order, cycles };
}
