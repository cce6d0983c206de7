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
  /** The key's columns, where both sides keep it unique and any value of it can be looked up; else null. */
  readonly lookup: readonly Common[] | null;
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
    lookup: key && canLookUp({ before, after, columns }, key) ? key : null,
  };
}

/** Types of extensions have operators that are not found without a search path. */
function canLookUp({ before, after }: TablePair, key: readonly Common[]): boolean {
  const numbers = (which: 'before' | 'after') => key.map((pair) => pair[which].number).sort((a, b) => a - b);
  const unique = (table: CatalogTable | null, which: 'before' | 'after') =>
    String([...(table?.key ?? [])].sort((a, b) => a - b)) === String(numbers(which));
  const plain = key.every((pair) => pair.before.stable && pair.before.type === pair.after.type);
  return plain && unique(before, 'before') && unique(after, 'after') && !before?.condition && !after?.condition;
}

/** Keys and hashes of the rows of `after`, or only of those written since `since`. */
export function candidatesQuery({ after, lookup }: Reading, since: string | null): string {
  const keys = (lookup ?? []).map((pair) => `t.${pair.after.name}::text`);
  const where = since === null ? '' : `where age(t.xmin) <= ${ageOf(since)}`;
  return `select array[${[...keys, `(${after.hash})::text`].join(', ')}] as row ${after.from} ${where}`;
}

/** Of rows given as columns of text, key by key and then the hash: how many are in `before`, and how many unchanged. */
export function lookupQuery({ before, lookup }: Reading): string {
  const columns = lookup ?? [];
  const given = [...columns, null].map((_, at) => `$${at + 1}::text[]`);
  const names = [...columns.map((_, at) => `k${at}`), 'h'];
  const on = columns.map((pair, at) => `t.${pair.before.name} = x.k${at}::${pair.before.type}`);
  return `select count(*)::text as found, count(*) filter (where (${before.hash})::text = x.h)::text as same
    from unnest(${given.join(', ')}) x (${names.join(', ')}) join ${before.from.replace(/^from /, '')} on ${on.join(' and ')}`;
}

/** Ages compare rightly across the wraparound of transaction ids; a row's own writer stays readable after a freeze. */
export function ageOf(since: string): string {
  return `(select age('${BigInt(since) & 0xffff_ffffn}'::xid))`;
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
  const text = ['c0', 'c1', ...retyped.map((_, at) => `coalesce(c${at + 2}::text, '')`)].join(`, `);
  const only = buckets ? `where c0 & ${buckets.mask} = any ('{${buckets.only.join()}}')` : '';
  return `select concat_ws(' ', ${text}) as row from (select ${list} ${from} offset 0) x ${only} order by c0, c1`;
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
