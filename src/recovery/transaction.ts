import { connect } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';

/** Begins, and prints the transaction's id as "permahub-transaction 123" before anything is done in it. */
export const beginNamed = `BEGIN READ WRITE;
SELECT 'permahub-transaction ' || pg_catalog.set_config('permahub.transaction', pg_catalog.pg_current_xact_id()::text, true);
`;

/** Fails when the transaction is not the one that was begun: the setting is local to it. */
export const stillTheSame = `DO $permahub$ BEGIN
  IF pg_catalog.current_setting('permahub.transaction', true) IS DISTINCT FROM pg_catalog.pg_current_xact_id()::text THEN
    RAISE EXCEPTION 'the backup ended the transaction it was restored in';
  END IF;
END $permahub$;
`;

/** The id in what psql printed, null when it did not come so far. */
export function printedTransaction(output: string): string | null {
  return /^permahub-transaction (\d+)$/m.exec(output)?.[1] ?? null;
}

/** What became of a transaction whose client is gone, as the server's own record says; null when it cannot be asked. */
export async function fateOf(transaction: string, connection: Connection): Promise<'committed' | 'aborted' | null> {
  const session = await connect(connection).catch(() => null);
  if (!session) return null;
  try {
    // Its backend may still be at work for a client that died: it is ended, and rolls back.
    await session.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where backend_xid = $1::xid8::xid and pid <> pg_backend_pid()',
      [transaction],
    );
    for (let waited = 0; waited < 300; waited++) {
      const [row] = await session.query<{ fate: string }>('select pg_xact_status($1::xid8) as fate', [transaction]);
      if (row?.fate === 'committed' || row?.fate === 'aborted') return row.fate;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return null;
  } catch {
    return null; // Asked in vain: not known is what is said.
  } finally {
    await session.close();
  }
}
