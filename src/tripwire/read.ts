import type { Session } from '../postgres/connection.ts';
import { bindingIn } from './binding.ts';
import { schema } from './names.ts';
import type { Found } from './types.ts';

const ours = `(select oid from pg_namespace where nspname = '${schema}')`;
const runs = (oid: string) =>
  `(select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = ${oid})`;

const query = `select json_build_object(
 'identity', json_build_object('systemIdentifier', (select system_identifier::text from pg_control_system()),
   'databaseOid', (select oid::int8 from pg_database where datname = current_database())),
 'schema', (select json_build_object('owner', pg_get_userbyid(nspowner), 'comment', obj_description(oid, 'pg_namespace'))
   from pg_namespace where nspname = '${schema}'),
 'functions', (select coalesce(json_agg(json_build_object('name', proname, 'source', prosrc, 'settings', proconfig, 'definer', prosecdef,
     'runnable', has_function_privilege('public', oid, 'EXECUTE') and has_schema_privilege('public', pronamespace, 'USAGE')) order by proname), '[]')
   from pg_proc where pronamespace = ${ours}),
 'eventTriggers', (select coalesce(json_agg(json_build_object('name', evtname, 'event', evtevent, 'tags', evttags,
     'runs', ${runs('evtfoid')}, 'enabled', evtenabled) order by evtname), '[]') from pg_event_trigger),
 'tables', (select coalesce(json_agg(json_build_object('name', c.oid::regclass::text, 'owner', pg_get_userbyid(c.relowner),
     'withinReach', pg_has_role(coalesce((select nspowner from pg_namespace where nspname = '${schema}'),
       (select oid from pg_roles where rolname = current_user)), c.relowner, 'MEMBER'),
     'triggers', (select coalesce(json_agg(json_build_object('name', t.tgname, 'runs', ${runs('t.tgfoid')}, 'enabled', t.tgenabled)), '[]')
        from pg_trigger t join pg_proc p on p.oid = t.tgfoid where t.tgrelid = c.oid and p.pronamespace = ${ours})) order by c.oid::regclass::text), '[]')
   from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' and n.nspname <> '${schema}'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
) as found`;

/** Reads what is there, whole; any role may. One query. */
export async function readTripwire(session: Session): Promise<Found> {
  const [row] = await session.query<{
    found: Omit<Found, 'schema'> & { schema: { owner: string; comment: string | null } | null };
  }>(query);
  if (!row) throw new Error('json_build_object() gave no row');
  const { schema: place, ...found } = row.found;
  return { ...found, schema: place && { owner: place.owner, binding: bindingIn(place.comment) } };
}

/** Whether this database has one that is armed in it; one small query, for every guarded run. */
export async function hasTripwire(session: Session): Promise<boolean> {
  const [row] = await session.query<{ comment: string | null; system: string; oid: string }>(
    `select pg_catalog.obj_description(pg_catalog.to_regnamespace('${schema}')::oid, 'pg_namespace') as comment,
            (select system_identifier::text from pg_catalog.pg_control_system()) as system,
            (select oid::text from pg_catalog.pg_database where datname = pg_catalog.current_database()) as oid`,
  );
  const binding = bindingIn(row?.comment ?? null);
  return binding?.systemIdentifier === row?.system && binding?.databaseOid === Number(row?.oid);
}
