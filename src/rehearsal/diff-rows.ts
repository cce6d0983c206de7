/** One row as it is compared: by key, then hash; `rest` are the hashes of values whose column changed its type. */
export interface HashedRow {
  readonly key: bigint;
  readonly hash: bigint;
  readonly rest: readonly (string | null)[];
}

/** What a comparison of rows found. */
export interface RowChanges {
  gone: number;
  /** Pairs of rows with one key and other content; stays 0 without a key. */
  changed: number;
  added: number;
  /** Per retyped column: values that read otherwise. */
  readonly retyped: number[];
}

/**
 * Merges two ordered streams of rows, given in chunks, holding the rows of one key at a time: equal rows are the same, what is left of a key
 * on both sides changed, what is left on one side is gone or added. Without a key, key and hash are one. Pure.
 */
export async function mergeRows(
  before: AsyncIterable<readonly HashedRow[]>,
  after: AsyncIterable<readonly HashedRow[]>,
  of: { readonly keyed: boolean; readonly retyped: number },
): Promise<RowChanges> {
  const found: RowChanges = { gone: 0, changed: 0, added: 0, retyped: Array.from({ length: of.retyped }, () => 0) };
  const [left, right] = [reader(before), reader(after)];
  await Promise.all([left.more(), right.more()]);
  // Rows of the key at hand that only one side has.
  let open = { key: 0n, gone: 0, added: 0 };
  const close = () => {
    const changed = of.keyed ? Math.min(open.gone, open.added) : 0;
    found.changed += changed;
    found.gone += open.gone - changed;
    found.added += open.added - changed;
  };
  for (;;) {
    // Waiting for each row would cost more than comparing it.
    if (left.row() === undefined) await left.more();
    if (right.row() === undefined) await right.more();
    const [was, is] = [left.row(), right.row()];
    if (!was && !is) break;
    const side = !was ? 1 : !is ? -1 : order(was, is);
    const { key } = (side <= 0 ? was : is) as HashedRow;
    if (key !== open.key) {
      close();
      open = { key, gone: 0, added: 0 };
    }
    if (was && is && side === 0) countRetyped(found, was, is);
    else if (side < 0) open.gone++;
    else open.added++;
    if (side <= 0) left.step();
    if (side >= 0) right.step();
  }
  close();
  return found;
}

function order(a: HashedRow, b: HashedRow): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.hash === b.hash ? 0 : a.hash < b.hash ? -1 : 1;
}

function countRetyped(found: RowChanges, was: HashedRow, is: HashedRow): void {
  for (const [at, value] of was.rest.entries())
    if (value !== null && value !== is.rest[at]) found.retyped[at] = (found.retyped[at] ?? 0) + 1;
}

/** Reads chunk by chunk: no row is left when `more` found none. */
function reader(chunks: AsyncIterable<readonly HashedRow[]>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let rows: readonly HashedRow[] = [];
  let at = 0;
  const more = async () => {
    while (at >= rows.length) {
      const next = await iterator.next();
      if (next.done) return;
      rows = next.value;
      at = 0;
    }
  };
  return { more, row: () => rows[at], step: () => at++ };
}
