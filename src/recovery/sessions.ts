import { locks } from '../tripwire/names.ts';

/**
 * SQL that ends the other sessions in this database the role may end, except `keep` (backend pids); they would hold
 * locks or write into what is being replaced. Background workers stay: they come back by themselves; so does the session that holds
 * the ticket of this very restore.
 * `leaveOurs`: nor programs of ours, which name themselves so.
 */
export function endSessions(keep: readonly number[], leaveOurs = false): string {
  const live = ['pg_backend_pid()', ...keep.map((pid) => String(Math.trunc(pid)))].join(', ');
  return `SELECT count(pg_catalog.pg_terminate_backend(a.pid))::int AS ended
  FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
 WHERE a.datname = current_database() AND a.pid NOT IN (${live})${leaveOurs ? " AND coalesce(a.application_name, '') <> 'permahub'" : ''}
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks t WHERE t.pid = a.pid AND t.locktype = 'advisory' AND t.objsubid = 2 AND t.classid::bigint = ${locks.id})
   -- Hidden (null) for sessions of roles this one may not look into.
   AND coalesce(a.backend_type, 'client backend') IN ('client backend', 'walsender')
   AND ((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
        OR NOT r.rolsuper AND (pg_has_role(r.oid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE')))`;
}
