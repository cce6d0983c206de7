import { Failure } from '../failures.ts';
import type { Session } from './connection.ts';

/** What the role cannot read: tables, views' data, sequences and large objects it has no right for. */
const unreadable = `
  select c.oid::regclass::text as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'm', 'S') and c.relpersistence <> 't'
     and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
     and not (has_schema_privilege(n.oid, 'USAGE')
              and case c.relkind when 'S' then has_sequence_privilege(c.oid, 'SELECT')
                                 else has_table_privilege(c.oid, 'SELECT') end)
  union all
  select 'large object ' || m.oid
    from pg_largeobject_metadata m
   where not pg_has_role(m.lomowner, 'USAGE')
     and not exists (select from aclexplode(m.lomacl) a
                      where a.privilege_type = 'SELECT' and (a.grantee = 0 or pg_has_role(a.grantee, 'USAGE')))
   order by 1`;

/**
 * Makes sure the role sees every row: superuser or BYPASSRLS, and readable tables, sequences and large objects.
 * Failures: role-filtered, role-cannot-read. Without this a backup could lack rows and still look complete.
 */
export async function assertReadsAll(session: Session): Promise<void> {
  const [role] = await session.query<{ name: string; superuser: boolean; bypass: boolean }>(
    'select rolname as name, rolsuper as superuser, rolbypassrls as bypass from pg_roles where rolname = current_user',
  );
  if (!role) throw new Error('pg_roles has no row of the current role');
  if (role.superuser) return;
  if (!role.bypass) throw new Failure('role-filtered', { role: role.name });
  const closed = await session.query<{ name: string }>(unreadable);
  if (closed.length === 0) return;
  const names = closed.slice(0, 5).map((row) => row.name);
  const more = closed.length > names.length ? ` and ${closed.length - names.length} more` : '';
  throw new Failure('role-cannot-read', { role: role.name, objects: names.join(', ') + more });
}
