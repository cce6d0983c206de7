import type { CatalogColumn, CatalogTable } from './catalog.ts';
import type { Pair, TablePair } from './diff-pairs.ts';

/** How one side of a table is read: SQL expressions over its rows, named t. */
interface Side {
  /** "from only public.users t" with the extension's condition. */
  readonly from: string;
  /** int8 by which rows of both sides belong together; the row's own hash where there is no key. */
  readonly key: string;
  /** int8 of what may change: every column both sides have with one type. */
  readonly hash: string;
  /** int8 of the text of each column whose type changed; null for null. */
  readonly retyped: readonly string[];
}

export interface Reading {
  readonly keyed: boolean;
  readonly before: Side;
  readonly after: Side;
  /** Names before of the columns whose values may read otherwise, in the order of `retyped`. */
  readonly retyped: readonly string[];
}

type Common = { readonly before: CatalogColumn; readonly after: CatalogColumn };

/** How to compare the rows of a table that is there before and after. Pure. */
export function readingOf({ before, after, columns }: TablePair): Reading {
  if (!before || !after) throw new Error('only a table that is there on both sides is compared');
  const common = columns.filter(
    (pair): pair is Common & Pair<CatalogColumn> => pair.before !== null && pair.after !== null,
  );
  const key = keyOf(before, common, 'before') ?? keyOf(after, common, 'after');
  const changedType = common.filter((pair) => pair.before.type !== pair.after.type);
  const retyped = key ? changedType : [];
  const hashed = key ? common.filter((pair) => !changedType.includes(pair)) : common;
  const side = (which: 'before' | 'after', table: CatalogTable): Side => {
    const hash = hashOf(hashed, which);
    return {
      from: `from only ${table.name} t ${table.condition ?? ''}`,
      key: key ? hashOf(key, which) : hash,
      hash,
      retyped: retyped.map((pair) => `hashtextextended(t.${pair[which].name}::text, 0)`),
    };
  };
  return {
    keyed: key !== null,
    before: side('before', before),
    after: side('after', after),
    retyped: changedType.map((pair) => pair.before.name),
  };
}

/** The columns of one side's key, if the other side still has all of them. */
function keyOf(table: CatalogTable, common: readonly Common[], which: 'before' | 'after'): Common[] | null {
  const found = (table.key ?? []).map((number) => common.find((pair) => pair[which].number === number));
  const key = found.filter((pair) => pair !== undefined);
  return key.length > 0 && key.length === found.length ? key : null;
}

/** What both sides hash the same way: values of one stable type as they are, all others as text. */
function hashOf(columns: readonly Common[], which: 'before' | 'after'): string {
  const values = columns.map((pair) => {
    const asIs = pair.before.stable && pair.after.stable && pair.before.type === pair.after.type;
    return `t.${pair[which].name}${asIs ? '' : '::text'}`;
  });
  return `hash_record_extended(row(${values.join(', ')}), 0)`;
}

/** Rows of one side as key, hash and retyped values, in the order of key and hash; `buckets` keeps only those rows. */
export function rowsQuery({ from, key, hash, retyped }: Side, buckets: Buckets | null = null): string {
  const list = [key, hash, ...retyped].map((expression, at) => `${expression} as c${at}`).join(', ');
  const text = [key, hash, ...retyped].map((_, at) => `c${at}::text`).join(', ');
  const only = buckets ? `where c0 & ${buckets.mask} = any ('{${buckets.only.join()}}')` : '';
  return `select array[${text}] as row from (select ${list} ${from} offset 0) x ${only} order by c0, c1`;
}

/** Some of the rows: those whose key ends in one of these numbers. */
export interface Buckets {
  readonly mask: number;
  readonly only: readonly number[];
}

/** Rows and sum of hashes of each bucket, by its number. */
export function bucketsQuery({ from, key, hash }: Side, mask: number): string {
  return `select b::int as bucket, count(*)::text as rows, sum(h::numeric)::text as sum
    from (select ${key} & ${mask} as b, ${hash} as h ${from} offset 0) x group by b`;
}
