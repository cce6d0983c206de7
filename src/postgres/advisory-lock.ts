import { createHash } from 'node:crypto';
import { Failure } from '../failures.ts';
import type { Session } from './connection.ts';

interface Holder {
  readonly pid: number;
  readonly application: string;
  readonly address: string;
  readonly since: string;
}

/** The two halves of an advisory lock's key, as pg_locks shows them: from SHA-256 of the target's key. */
function halves(key: string): readonly [number, number] {
  const hash = createHash('sha256').update(`permahub ${key}`).digest();
  return [hash.readInt32BE(0), hash.readInt32BE(4)];
}

/**
 * Takes the target's lock in its own database, across machines; held until release() or the session's end.
 * Failure: held-by-another-guard, with what the server knows of the holder.
 */
export async function lockTarget(session: Session, key: string): Promise<{ readonly release: () => Promise<void> }> {
  const [high, low] = halves(key);
  const [row] = await session.query<{ got: boolean }>('select pg_try_advisory_lock($1::int, $2::int) as got', [
    high,
    low,
  ]);
  if (row?.got !== true) throw new Failure('held-by-another-guard', { what: key, holder: await holder(session, key) });
  return {
    async release() {
      await session.query('select pg_advisory_unlock($1::int, $2::int)', [high, low]);
    },
  };
}

async function holder(session: Session, key: string): Promise<string> {
  const [found] = await session.query<Holder>(
    `select l.pid, coalesce(a.application_name, '') as application, coalesce(host(a.client_addr), 'a socket') as address,
            to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' as since
       from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and l.objsubid = 2
        and l.database = (select oid from pg_database where datname = current_database())
        and l.classid = ($1::bigint & 4294967295)::oid and l.objid = ($2::bigint & 4294967295)::oid`,
    [...halves(key)],
  );
  // It may have let go in between, or this role may not see other roles' sessions.
  if (!found) return 'unknown';
  return `"${found.application}" from ${found.address}, connected since ${found.since} (server process ${found.pid})`;
}
