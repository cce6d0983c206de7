import type { Session } from '../postgres/connection.ts';

/** What became of the sessions that others had open. */
export interface EndedSessions {
  readonly ended: number;
  /** Sessions that began before and are still there, as "app (process 123)": they may still write. */
  readonly left: readonly string[];
}

/** Sessions of others in this database that began before `$1`; of a stranger's a plain role may see no more than the role. */
const others = `
  select a.pid, r.rolname::text as role,
         me.rolsuper or (not r.rolsuper and (pg_has_role(me.oid, r.oid, 'USAGE') or pg_has_role(me.oid, 'pg_signal_backend', 'USAGE'))) as mine
    from pg_stat_activity a join pg_roles r on r.oid = a.usesysid join pg_roles me on me.rolname = current_user
   where a.datname = current_database() and a.pid <> pg_backend_pid() and coalesce(a.backend_type, 'client backend') = 'client backend'
     and coalesce(a.application_name, '') <> 'permahub' and coalesce(a.backend_start < $1::timestamptz, true)`;

interface Other {
  readonly pid: number;
  readonly role: string;
  readonly mine: boolean;
}

/**
 * Ends the sessions of others that began until now, as far as the role may, and waits up to 5 s until they are gone: what
 * they had begun is rolled back only then. One that was just starting is ended as well. Our own are left alone.
 */
export async function endSessions(session: Session): Promise<EndedSessions> {
  const [row] = await session.query<{ now: string }>('select clock_timestamp()::text as now');
  const told = new Set<number>();
  for (const since = Date.now(); ; await new Promise((done) => setTimeout(done, 20))) {
    const there = await session.query<Other>(others, [row?.now]);
    for (const { pid } of there.filter((each) => each.mine && !told.has(each.pid))) {
      await session.query('select pg_terminate_backend($1)', [pid]);
      told.add(pid);
    }
    const over = Date.now() - since > 5000;
    if (over || there.every(({ mine }) => !mine)) {
      const still = new Set(there.map(({ pid }) => pid));
      return {
        ended: [...told].filter((pid) => !still.has(pid)).length,
        left: there.map(({ role, pid }) => `${role} (process ${pid})`),
      };
    }
  }
}
