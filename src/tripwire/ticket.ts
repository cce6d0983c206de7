import { randomInt } from 'node:crypto';
import { connect, type Session } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import { locks } from './names.ts';

/** Leave for one run, held by a session of its own. */
export interface Ticket {
  /** Takes it back; safe to call twice, and when the server is gone. */
  readonly close: () => Promise<void>;
}

/** Seconds from now in which it can be claimed; moved on while the guard lives and nobody has claimed it. */
const window = 30;
/** Milliseconds between looks whether it was claimed. */
const look = 100;

/**
 * Opens a ticket for these roles and the one it connects as. It is made of advisory locks of one session: nothing of it is in any dump, everybody can see it in
 * pg_locks, and it ends with this process, however that ends; where the server does not notice that, the window is over soon.
 * With `once` nobody else can claim it after the first connection did, even when that one has gone. Failures: those of connecting.
 */
export async function openTicket(of: {
  readonly connection: Connection;
  readonly roles: readonly string[];
  readonly once: boolean;
}): Promise<Ticket> {
  const session = await connect(of.connection);
  try {
    const id = randomInt(1, 2 ** 31);
    // Whoever holds one of these alone is no guard, and must not hold up one.
    await session.query(`select pg_catalog.set_config('lock_timeout', '5s', false)`);
    // Shared: another guard may hold a ticket for the same role, or until the same second.
    await session.query(
      `select pg_catalog.pg_advisory_lock_shared(${locks.role}, ${wrapped('oid::bigint')}) from pg_catalog.pg_roles where rolname = any ($1::name[]) or rolname = session_user`,
      [of.roles],
    );
    let until = await extend(session, null);
    await session.query(`select pg_catalog.pg_advisory_lock(${locks.id}, $1::int)`, [id]);
    const watching = new AbortController();
    const watch = (async () => {
      for (let since = performance.now(); !watching.signal.aborted; ) {
        await pause(look, watching.signal);
        if (of.once && (await isClaimed(session, id))) return release(session, until);
        if (performance.now() - since < (window * 1000) / 3) continue;
        since = performance.now();
        until = await extend(session, until);
      }
      // A server that is gone has no ticket either.
    })().catch(() => undefined);
    return {
      close: async () => {
        watching.abort();
        await watch;
        // A pooler may keep the connection behind ours.
        await session.query('select pg_catalog.pg_advisory_unlock_all()').catch(() => undefined);
        await session.close().catch(() => undefined);
      },
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Lock keys are int4, and pg_locks shows them as unsigned. */
const wrapped = (bigint: string) => `(${bigint} - case when ${bigint} > 2147483647 then 4294967296 else 0 end)::int`;

/** Moves the end of the window on; gives it. The server's clock counts. */
async function extend(session: Session, before: number | null): Promise<number> {
  const [row] = await session.query<{ until: number }>(
    `select u.until, pg_catalog.pg_advisory_lock_shared(${locks.until}, u.until)
       from (select ${wrapped(`floor(extract(epoch from pg_catalog.clock_timestamp()))::bigint + ${window}`)} as until offset 0) u`,
  );
  if (!row) throw new Error('clock_timestamp() gave no row');
  if (before !== null) await release(session, before);
  return row.until;
}

async function release(session: Session, until: number): Promise<void> {
  await session.query(`select pg_catalog.pg_advisory_unlock_shared(${locks.until}, $1::int)`, [until]);
}

async function isClaimed(session: Session, id: number): Promise<boolean> {
  const [row] = await session.query<{ claimed: boolean }>(
    `select exists (select from pg_catalog.pg_locks
                     where locktype = 'advisory' and objsubid = 2 and granted and classid::bigint = ${locks.claim} and objid::bigint = $1::bigint) as claimed`,
    [id],
  );
  return row?.claimed === true;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
