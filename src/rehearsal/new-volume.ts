import { connect } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';

/**
 * What the CLI's reset of a database leaves in place and a local reset does not have, because it starts from a new volume: rows
 * of the services' schemas and of extensions, tables among the extensions, sequences of their own, large objects. The
 * services' own migration tables are filled again by themselves, and rows that an extension brought stay. Extensions that the
 * image does not bring go first: the CLI's reset would drop them too, but only as their owner.
 */
const sql = `
do $$
declare it record;
begin
  set local session_replication_role = replica;
  for it in
    select extname as name from pg_extension where extname not in ('pg_graphql', 'pg_net', 'pg_stat_statements', 'pgcrypto',
      'pgjwt', 'pgsodium', 'plpgsql', 'supabase_vault', 'uuid-ossp')
  loop
    execute format('drop extension if exists %I cascade', it.name);
  end loop;
  for it in
    select c.oid::regclass as name, n.nspname as schema, c.relkind as kind,
           exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e') as member,
           exists (select from pg_extension e where c.oid = any (e.extconfig)
                      and e.extcondition[array_position(e.extconfig, c.oid)] = '') as peoples,
           exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')) as owned
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'S') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
     order by c.relkind
  loop
    if it.kind = 'S' then
      if it.schema = 'public' and not it.member and not it.owned then execute format('drop sequence %s cascade', it.name); end if;
    elsif it.member and not it.peoples then continue;
    elsif it.schema = 'extensions' and not it.member then execute format('drop table if exists %s cascade', it.name);
    elsif it.name::text !~ 'migrations"?$' then execute format('truncate table %s cascade', it.name);
    end if;
  end loop;
end $$;
select lo_unlink(oid) from pg_largeobject_metadata`;

/** Makes the clone as empty as a new volume is, before the CLI's own reset runs on it. Failures: those of connecting, query-failed. */
export async function emptyLikeNewVolume(clone: Connection): Promise<void> {
  const session = await connect(clone);
  try {
    await session.query(sql);
  } finally {
    await session.close();
  }
}
