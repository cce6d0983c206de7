import { setTimeout } from 'node:timers/promises';
import { connect, type Session } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import { endSessions } from './sessions.ts';

/** Milliseconds between looks. */
const pause = 1000;

/** At work until `stop`. */
export interface SendingAway {
  /** Of its own session now. */
  readonly pid: () => number;
  /** How many sessions were ended so far. */
  readonly ended: () => number;
  readonly stop: () => Promise<void>;
}

/**
 * Ends the sessions of others every second, as far as the role may: whoever reads a table in between would hold up the
 * constraints that are still to come. Our own are told by their name. `onSize` hears the bytes of the database each time. Where its
 * own session is lost it opens another. Failures: those of connecting, the first time.
 */
export async function sendAway(
  connection: Connection,
  keep: readonly number[],
  onSize: (bytes: number) => void,
): Promise<SendingAway> {
  let own: Own | null = await open(connection);
  const sql = endSessions(keep, true);
  const stopped = new AbortController();
  let ended = 0;
  const look = async () => {
    own ??= await open(connection);
    const [sent] = await own.session.query<{ ended: number }>(sql);
    ended += sent?.ended ?? 0;
    const [size] = await own.session.query<{ size: string }>('select pg_database_size(current_database()) as size');
    onSize(Number(size?.size));
  };
  const work = (async () => {
    while (!stopped.signal.aborted) {
      await look().catch(async () => {
        // The next look opens another. A server that went away ends the restore as well, which says so.
        const lost = own;
        own = null;
        await lost?.session.close();
      });
      // Ends by the signal.
      await setTimeout(pause, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    pid: () => own?.pid ?? 0,
    ended: () => ended,
    stop: async () => {
      stopped.abort();
      await work;
      await own?.session.close();
    },
  };
}

interface Own {
  readonly session: Session;
  readonly pid: number;
}

async function open(connection: Connection): Promise<Own> {
  const session = await connect(connection);
  const [row] = await session.query<{ pid: number }>('select pg_backend_pid() as pid').catch(async (error) => {
    await session.close();
    throw error;
  });
  return { session, pid: row?.pid ?? 0 };
}
