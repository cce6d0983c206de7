import type { Session } from '../postgres/connection.ts';
import type { HashedRow } from './diff-rows.ts';

/** Rows fetched at a time: what is held in memory of one side, twice. */
const chunk = 5000;

/** Streams `rowsQuery` in bounded memory: each chunk is one array. */
export async function* streamRows(session: Session, sql: string): AsyncGenerator<HashedRow[]> {
  for await (const rows of streamed<string>(session, sql)) {
    yield rows.map((row) => {
      const [key = '', hash = '', ...rest] = row.split(' ');
      return { key: BigInt(key), hash: BigInt(hash), rest: rest.map((each) => (each === '' ? null : each)) };
    });
  }
}

/** Streams the column "row" of a query through a cursor; the next rows are on their way while these are read. */
export async function* streamed<T>(session: Session, sql: string): AsyncGenerator<T[]> {
  await session.query('begin read only');
  try {
    await session.query(`declare rows no scroll cursor for ${sql}`);
    const fetch = () => session.query<{ row: T }>(`fetch ${chunk} from rows`);
    let coming = fetch();
    for (;;) {
      const rows = await coming;
      if (rows.length === chunk) coming = unheard(fetch());
      if (rows.length > 0) yield rows.map(({ row }) => row);
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
