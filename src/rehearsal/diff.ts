import type { Catalog } from './catalog.ts';
import { pairObjects, pairSequences, type TablePair } from './diff-pairs.ts';
import type { ColumnChange, Diff, ObjectChange, SequenceChange, TableChange } from './types.ts';

/** What was counted of one pair of tables. */
export interface Measured {
  /** Rows; null where the table is not there. */
  readonly before: number | null;
  readonly after: number | null;
  readonly gone: number;
  readonly changed: number | null;
  readonly added: number;
  /** Values lost, by the column's name before: of dropped columns, and of those whose type changed. */
  readonly values: ReadonlyMap<string, number>;
}

/** The whole difference, from two catalogs and what was counted of their rows. Pure. */
export function diff(of: {
  readonly before: Catalog;
  readonly after: Catalog;
  readonly tables: readonly { readonly pair: TablePair; readonly rows: Measured }[];
  readonly largeObjectsGone: number;
}): Diff {
  const { before, after, tables } = of;
  const rowsAfter = tables.flatMap(({ pair, rows }) =>
    pair.after?.kind === 'table' && pair.after.condition === null && !isBookkeeping(pair.after.name)
      ? [[pair.after.name, rows.after ?? 0] as const]
      : [],
  );
  const changes = tables.flatMap(({ pair, rows }) => tableChange(pair, rows)).sort(by(({ name }) => name));
  const ours = <T>(list: readonly T[], name: (each: T) => string) => list.filter((each) => !isBookkeeping(name(each)));
  return {
    tables: ours(changes, ({ name }) => name),
    columns: ours(
      tables.flatMap(({ pair, rows }) => columnChanges(pair, rows)),
      ({ table }) => table,
    ).sort(by(({ table }) => table)),
    sequences: ours(sequenceChanges(before, after), ({ name }) => name).sort(by(({ name }) => name)),
    objects: ours(objectChanges(before, after), ({ name }) => name).sort(by(({ kind, name }) => `${kind} ${name}`)),
    bookkeeping: changes.filter(({ name }) => isBookkeeping(name)),
    largeObjectsGone: of.largeObjectsGone,
    rowsAfter: Object.fromEntries(rowsAfter.sort(by(([name]) => name))),
  };
}

/** The CLI's record of what it ran: a migration writes it, a reset empties it. */
export function isBookkeeping(name: string): boolean {
  return /(^| )supabase_migrations(\.|$| )/.test(name);
}

function tableChange(pair: TablePair, { before, after, gone, changed, added }: Measured): TableChange[] {
  const { name, kind } = pair.before ?? pair.after ?? {};
  if (name === undefined || kind === undefined) return [];
  const whole = pair.before !== null && pair.after !== null;
  // A view that was made or dropped stands among the objects.
  if (whole ? gone + (changed ?? 0) + added === 0 : kind === 'materialized view') return [];
  return [{ name, kind, before, after, gone, changed, added }];
}

function columnChanges({ before, after, columns }: TablePair, { values }: Measured): ColumnChange[] {
  if (!before || !after || before.kind === 'materialized view') return [];
  const table = before.name;
  return columns.flatMap((pair): ColumnChange[] => {
    const [was, is] = [pair.before, pair.after];
    const change = (name: ColumnChange['change'], lost = 0, detail: string | null = null): ColumnChange => ({
      ...{ table, column: (was ?? is)?.name ?? '', change: name, values: lost, detail },
    });
    if (!was || !is) return was ? [change('dropped', values.get(was.name) ?? 0)] : [change('added')];
    return [
      ...(was.name === is.name ? [] : [change('renamed', 0, is.name)]),
      ...(was.type === is.type ? [] : [change('type changed', values.get(was.name) ?? 0, `${was.type} to ${is.type}`)]),
      ...(was.notNull === is.notNull ? [] : [change(is.notNull ? 'set not null' : 'not null dropped')]),
      ...(was.default === is.default ? [] : [change('default changed')]),
    ];
  });
}

/** A column's own sequence comes and goes with its table. */
function sequenceChanges(before: Catalog, after: Catalog): SequenceChange[] {
  const tables = { before: tableIds(before), after: tableIds(after) };
  const kept = new Set([...tables.before].filter((oid) => tables.after.has(oid)));
  const names = new Set(after.tables.map(({ name }) => name));
  const named = new Map(before.tables.map(({ oid, name }) => [oid, name]));
  const afterNames = new Map(after.tables.map(({ oid, name }) => [oid, name]));
  const stays = (owner: number) => kept.has(owner) || names.has(named.get(owner) ?? '');
  const wasThere = (owner: number) => kept.has(owner) || [...named.values()].includes(afterNames.get(owner) ?? '');
  return pairSequences(before, after).flatMap(({ before: was, after: is }): SequenceChange[] => {
    if (!was)
      return is && (is.owner === null || wasThere(is.owner)) ? [{ name: is.name, before: null, after: is.value }] : [];
    if (!is) return was.owner === null || stays(was.owner) ? [{ name: was.name, before: was.value, after: null }] : [];
    return was.value === is.value ? [] : [{ name: was.name, before: was.value, after: is.value }];
  });
}

function tableIds(catalog: Catalog): Set<number> {
  return new Set(catalog.tables.map(({ oid }) => oid));
}

function objectChanges(before: Catalog, after: Catalog): ObjectChange[] {
  const { pairs, goesWithParent, comesWithParent } = pairObjects(before, after);
  const [had, has] = [before, after].map((catalog) => new Set(catalog.tables.map(({ oid }) => `pg_class:${oid}`)));
  return pairs.flatMap(({ before: was, after: is }): ObjectChange[] => {
    const change = (name: ObjectChange['change'], to: string | null = null): ObjectChange => {
      const { kind, name: words } = was ?? is ?? never();
      return { kind, name: words, change: name, to };
    };
    // Tables that came or went are told with their rows.
    if (!is)
      return was && (goesWithParent(was) || (was.kind === 'table' && had?.has(was.id ?? '')))
        ? []
        : [change('dropped')];
    if (!was) return comesWithParent(is) || (is.kind === 'table' && has?.has(is.id ?? '')) ? [] : [change('added')];
    return [
      ...(was.own === is.own ? [] : [change('renamed', is.name)]),
      ...(was.definition === is.definition ? [] : [change('changed')]),
    ];
  });
}

function never(): never {
  throw new Error('a pair of nothing');
}

/** Code unit order, the same on every machine. */
function by<T>(key: (each: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
