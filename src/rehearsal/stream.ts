import type { Session } from '../postgres/connection.ts';
import type { HashedRow } from './diff-rows.ts';

/** Rows fetched at a time: what is held in memory of one side, twice. */
const chunk = 5000;

/** Streams a query of `rowsQuery` through a cursor, in bounded memory; the next rows are on their way while these are read. */
export async function* streamRows(session: Session, sql: string): AsyncGenerator<HashedRow> {
  await session.query('begin read only');
  try {
    await session.query(`declare rows no scroll cursor for ${sql}`);
    const fetch = () => session.query<{ row: [string, string, ...(string | null)[]] }>(`fetch ${chunk} from rows`);
    let coming = fetch();
    for (;;) {
      const rows = await coming;
      if (rows.length === chunk) coming = unheard(fetch());
      for (const { row } of rows) {
        const [key, hash, ...rest] = row;
        yield { key: BigInt(key), hash: BigInt(hash), rest };
      }
      if (rows.length < chunk) return;
    }
  } finally {
    await session.query('rollback');
  }
}

/** Its failure is thrown where it is awaited, which may be later than it happens. */
function unheard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
