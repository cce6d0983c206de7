import type { Query } from './query.ts';

/** Something that can be dropped by name; `mine` when the connected role may drop it. */
export interface Named {
  /** Quoted as SQL needs it. */
  readonly name: string;
  readonly owner: string;
  readonly mine: boolean;
}

/** A stored ALTER DEFAULT PRIVILEGES: `schema` null when it counts for the whole database. */
export interface DefaultPrivilege {
  readonly role: string;
  readonly mine: boolean;
  readonly schema: string | null;
  readonly kind: 'TABLES' | 'SEQUENCES' | 'FUNCTIONS' | 'TYPES' | 'SCHEMAS' | 'LARGE OBJECTS';
  /** Quoted names, "PUBLIC" for everybody. */
  readonly grantees: readonly string[];
}

/** Everything in a database that a dump recreates and that therefore has to go first. */
export interface Inventory {
  readonly role: string;
  readonly superuser: boolean;
  readonly schemas: readonly Named[];
  readonly extensions: readonly (Named & { readonly schema: string })[];
  readonly eventTriggers: readonly (Named & { readonly functionSchema: string })[];
  readonly publications: readonly Named[];
  readonly subscriptions: readonly Named[];
  readonly wrappers: readonly Named[];
  readonly languages: readonly Named[];
  readonly accessMethods: readonly Named[];
  /** "(bigint AS public.money2)" */
  readonly casts: readonly Named[];
  readonly defaultPrivileges: readonly DefaultPrivilege[];
  readonly largeObjects: { readonly count: number; readonly notMine: number };
  /** Roles of the cluster, unquoted. */
  readonly roles: readonly string[];
  /** Global ids of two-phase transactions in this database; their locks outlive every session. */
  readonly prepared: readonly string[];
}

/** One list of droppable things. Built-in objects have oids below 16384 (FirstNormalObjectId), as pg_dump counts. */
const list = (from: string, name: string, owner: string, where: string, more = '') => `
  (select coalesce(json_agg(json_build_object('name', ${name}, 'owner', pg_get_userbyid(${owner}),
     'mine', pg_has_role(${owner}, 'USAGE')${more}) order by ${name}), '[]') from ${from} where ${where})`;

/** Members of an extension go and come with it. */
const noMember = (catalog: string, oid = 'x.oid') =>
  `not exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;

const sql = `select json_build_object(
 'role', current_user::text,
 'superuser', (select rolsuper from pg_roles where rolname = current_user),
 'schemas', ${list('pg_namespace x', 'quote_ident(x.nspname)', 'x.nspowner', `(x.oid >= 16384 or x.nspname = 'public') and x.nspname !~ '^pg_' and ${noMember('pg_namespace')}`)},
 'extensions', ${list('pg_extension x', 'quote_ident(x.extname)', 'x.extowner', 'x.oid >= 16384', `, 'schema', quote_ident((select nspname from pg_namespace where oid = x.extnamespace))`)},
 'eventTriggers', ${list('pg_event_trigger x', 'quote_ident(x.evtname)', 'x.evtowner', noMember('pg_event_trigger'), `, 'functionSchema', quote_ident((select nspname from pg_namespace n join pg_proc p on p.pronamespace = n.oid where p.oid = x.evtfoid))`)},
 'publications', ${list('pg_publication x', 'quote_ident(x.pubname)', 'x.pubowner', noMember('pg_publication'))},
 'subscriptions', ${list('pg_subscription x', 'quote_ident(x.subname)', 'x.subowner', 'x.subdbid = (select oid from pg_database where datname = current_database())')},
 'wrappers', ${list('pg_foreign_data_wrapper x', 'quote_ident(x.fdwname)', 'x.fdwowner', `x.oid >= 16384 and ${noMember('pg_foreign_data_wrapper')}`)},
 'languages', ${list('pg_language x', 'quote_ident(x.lanname)', 'x.lanowner', `x.oid >= 16384 and ${noMember('pg_language')}`)},
 'accessMethods', ${list('pg_am x', 'quote_ident(x.amname)', '10::oid', `x.oid >= 16384 and ${noMember('pg_am')}`)},
 'casts', ${list('pg_cast x', `format('(%s AS %s)', format_type(x.castsource, null), format_type(x.casttarget, null))`, '10::oid', `x.oid >= 16384 and ${noMember('pg_cast')}`)},
 'defaultPrivileges', (select coalesce(json_agg(json_build_object('role', quote_ident(pg_get_userbyid(x.defaclrole)),
     'mine', pg_has_role(x.defaclrole, 'USAGE'),
     'schema', (select quote_ident(nspname) from pg_namespace where oid = x.defaclnamespace),
     'kind', case x.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS' when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end,
     'grantees', (select coalesce(json_agg(distinct case g.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end), '[]')
        from aclexplode(x.defaclacl) g))), '[]') from pg_default_acl x),
 'largeObjects', (select json_build_object('count', count(*), 'notMine', count(*) filter (where not pg_has_role(lomowner, 'USAGE'))) from pg_largeobject_metadata),
 'roles', (select json_agg(rolname) from pg_roles),
 'prepared', (select coalesce(json_agg(gid), '[]') from pg_prepared_xacts where database = current_database())
) as inventory`;

/** Reads what is in the database now, over one query. */
export async function readInventory(query: Query): Promise<Inventory> {
  const [row] = await query(sql);
  return row?.inventory as Inventory;
}
