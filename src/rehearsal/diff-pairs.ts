import type { Catalog, CatalogColumn, CatalogObject, CatalogSequence, CatalogTable } from './catalog.ts';

/** The same thing before and after; null where it is not there. */
export interface Pair<T> {
  readonly before: T | null;
  readonly after: T | null;
}

/** A table before and after, with its columns side by side. */
export interface TablePair extends Pair<CatalogTable> {
  readonly columns: readonly Pair<CatalogColumn>[];
}

/** The same oid is the same thing under whatever name; what was dropped and made again is matched by name. Pure. */
export function pairTables(before: Catalog, after: Catalog): TablePair[] {
  return match(before.tables, after.tables, [({ oid }) => oid, ({ name, kind }) => `${kind} ${name}`]).map((pair) => ({
    ...pair,
    columns: pair.before && pair.after ? pairColumns(pair.before, pair.after) : [],
  }));
}

/** By number in the same table, by name in one made again; the rest by name: added, filled, dropped and renamed is the same. */
function pairColumns(before: CatalogTable, after: CatalogTable): Pair<CatalogColumn>[] {
  const byNumber = before.oid === after.oid ? [(column: CatalogColumn) => column.number] : [];
  return match(before.columns, after.columns, [...byNumber, ({ name }) => name]);
}

export function pairSequences(before: Catalog, after: Catalog): Pair<CatalogSequence>[] {
  return match(before.sequences, after.sequences, [({ oid }) => oid, ({ name }) => name]);
}

/** Objects by identity, then by name inside the same (or the same again) parent. Pure. */
export function pairObjects(before: Catalog, after: Catalog): ObjectPairs {
  const identity = ({ kind, id }: CatalogObject) => (id === null ? null : `${kind} ${id}`);
  const alone = match(
    before.objects.filter(({ parent }) => parent === null),
    after.objects.filter(({ parent }) => parent === null),
    [identity, ({ kind, own }) => `${kind} ${own}`],
  );
  // What the parents are called before, by what they are after: sequences have grants, too.
  const formerly = new Map<string, string>();
  const known = { before: new Set<string>(), after: new Set<string>() };
  const ids = [
    ...alone.map((pair) => ({ before: pair.before?.id, after: pair.after?.id })),
    ...pairSequences(before, after).map((pair) => ({
      before: pair.before && `pg_class:${pair.before.oid}`,
      after: pair.after && `pg_class:${pair.after.oid}`,
    })),
  ];
  for (const pair of ids) {
    if (pair.before) known.before.add(pair.before);
    if (pair.after) known.after.add(pair.after);
    if (pair.before && pair.after) formerly.set(pair.after, pair.before);
  }
  const stays = new Set(formerly.values());
  const within = new Map<CatalogObject, string>();
  for (const each of before.objects) within.set(each, each.parent ?? '');
  for (const each of after.objects) within.set(each, formerly.get(each.parent ?? '') ?? each.parent ?? '');
  const inside = match(
    before.objects.filter(({ parent }) => parent !== null),
    after.objects.filter(({ parent }) => parent !== null),
    [identity, (each) => `${each.kind} ${within.get(each)} ${each.own}`],
  );
  return {
    pairs: [...alone, ...inside],
    goesWithParent: ({ parent }) => parent !== null && known.before.has(parent) && !stays.has(parent),
    comesWithParent: ({ parent }) => parent !== null && known.after.has(parent) && !formerly.has(parent),
  };
}

interface ObjectPairs {
  readonly pairs: readonly Pair<CatalogObject>[];
  /** Of an object before: its parent was dropped, which is said already. */
  readonly goesWithParent: (object: CatalogObject) => boolean;
  /** Of an object after: its parent is new. */
  readonly comesWithParent: (object: CatalogObject) => boolean;
}

/** Matches by the first key, what is left by the next; a null key matches nothing. */
function match<T>(before: readonly T[], after: readonly T[], keys: readonly ((each: T) => unknown)[]): Pair<T>[] {
  const pairs: Pair<T>[] = [];
  let [left, right] = [before, after];
  for (const key of keys) {
    const open = new Map<unknown, T>();
    for (const each of right) if (key(each) !== null) open.set(key(each), each);
    const unmatched: T[] = [];
    const taken = new Set<T>();
    for (const each of left) {
      const other = open.get(key(each));
      if (other === undefined || taken.has(other)) unmatched.push(each);
      else {
        taken.add(other);
        pairs.push({ before: each, after: other });
      }
    }
    left = unmatched;
    right = right.filter((each) => !taken.has(each));
  }
  return [
    ...pairs,
    ...left.map((each) => ({ before: each, after: null })),
    ...right.map((each) => ({ before: null, after: each })),
  ];
}
