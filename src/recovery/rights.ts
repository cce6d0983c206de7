import type { Query } from './query.ts';

/** A table or a part of one in a schema that may have to stay; names are not quoted, `sql` is. */
export interface KeptTable {
  readonly schema: string;
  readonly name: string;
  readonly sql: string;
  readonly empty: 'TRUNCATE' | 'DELETE' | null;
  readonly insert: boolean;
  /** The extension it is a part of, unquoted. */
  readonly extension: string | null;
  /** SQL condition of the rows a dump holds of an extension's table ("WHERE …" or ""), null for other tables. */
  readonly condition: string | null;
  /** It has foreign keys or triggers that refilling would set off. */
  readonly watched: boolean;
}

/** A trigger or policy and the schemas of what it needs: it goes when one of these is dropped. */
export interface Attached {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly uses: readonly string[];
}

/** What a role that is no superuser may do in this database. */
export interface Rights {
  readonly createSchemas: boolean;
  /** It may set session_replication_role, which keeps triggers and foreign keys quiet. */
  readonly quietTriggers: boolean;
  /** Roles it may hand objects over to. */
  readonly memberOf: readonly string[];
  readonly tables: readonly KeptTable[];
  readonly sequences: readonly { readonly schema: string; readonly name: string; readonly update: boolean }[];
  readonly triggers: readonly Attached[];
  readonly policies: readonly Attached[];
  /** Schemas made by extensions. */
  readonly extensionSchemas: readonly string[];
  /** Quoted; what it owns. */
  readonly servers: readonly string[];
  /** What stands in `public` and belongs to others, in words: "table public.x". */
  readonly othersInPublic: readonly string[];
}

const userSchema = `n.oid >= 16384 and n.nspname !~ '^pg_'`;

const uses = (catalog: string, oid: string) => `
  (select coalesce(json_agg(distinct u.nspname), '[]') from pg_depend d
     left join pg_proc p on d.refclassid = 'pg_proc'::regclass and p.oid = d.refobjid
     left join pg_class r on d.refclassid = 'pg_class'::regclass and r.oid = d.refobjid
     left join pg_type t on d.refclassid = 'pg_type'::regclass and t.oid = d.refobjid
     join pg_namespace u on u.oid = coalesce(p.pronamespace, r.relnamespace, t.typnamespace)
    where d.classid = '${catalog}'::regclass and d.objid = ${oid})`;

const attached = (catalog: string, alias: string, name: string, table: string, where: string) => `
  (select coalesce(json_agg(json_build_object('schema', n.nspname, 'table', c.relname, 'name', ${name},
     'uses', ${uses(catalog, `${alias}.oid`)})), '[]')
   from ${catalog} ${alias} join pg_class c on c.oid = ${table} join pg_namespace n on n.oid = c.relnamespace
  where ${userSchema} and ${where})`;

const sql = `select json_build_object(
 'createSchemas', has_database_privilege(current_database(), 'CREATE'),
 'memberOf', (select json_agg(rolname) from pg_roles where pg_has_role(oid, 'MEMBER')),
 'tables', (select coalesce(json_agg(json_build_object('schema', n.nspname, 'name', c.relname,
     'sql', format('%I.%I', n.nspname, c.relname),
     'empty', case when has_table_privilege(c.oid, 'TRUNCATE') then 'TRUNCATE' when has_table_privilege(c.oid, 'DELETE') then 'DELETE' end,
     'insert', has_table_privilege(c.oid, 'INSERT'),
     'extension', (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'),
     'condition', (select e.extcondition[i] from pg_extension e, generate_subscripts(e.extconfig, 1) i where e.extconfig[i] = c.oid),
     'watched', exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgenabled <> 'D')) order by n.nspname, c.relname), '[]')
   from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relpersistence <> 't' and (${userSchema} or n.nspname = 'public') and has_schema_privilege(n.oid, 'USAGE')),
 'sequences', (select coalesce(json_agg(json_build_object('schema', n.nspname, 'name', c.relname,
     'update', has_schema_privilege(n.oid, 'USAGE') and has_sequence_privilege(c.oid, 'UPDATE'))), '[]')
   from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and (${userSchema} or n.nspname = 'public')),
 'triggers', ${attached('pg_trigger', 'g', 'g.tgname', 'g.tgrelid', 'not g.tgisinternal')},
 'policies', ${attached('pg_policy', 'o', 'o.polname', 'o.polrelid', 'true')},
 'extensionSchemas', (select coalesce(json_agg(n.nspname), '[]') from pg_namespace n
   join pg_depend d on d.classid = 'pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e'),
 'servers', (select coalesce(json_agg(quote_ident(srvname)), '[]') from pg_foreign_server where pg_has_role(srvowner, 'USAGE')),
 'othersInPublic', (select coalesce(json_agg(format('%s %s', i.type, i.identity) order by i.type, i.identity), '[]')
   from (select 'pg_class'::regclass as catalog, oid, relowner as owner from pg_class where relnamespace = to_regnamespace('public') and relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
         union all select 'pg_proc'::regclass, oid, proowner from pg_proc where pronamespace = to_regnamespace('public')
         union all select 'pg_type'::regclass, oid, typowner from pg_type where typnamespace = to_regnamespace('public') and typtype in ('d', 'e', 'r')) o,
        lateral pg_identify_object(o.catalog, o.oid, 0) i
  where not pg_has_role(o.owner, 'USAGE')
    and not exists (select from pg_depend d where d.classid = o.catalog and d.objid = o.oid and d.deptype = 'e'))
) as rights`;

/** Reads what the connected role may do. Tries session_replication_role, which extensions may allow without a grant. */
export async function readRights(query: Query): Promise<Rights> {
  const [row] = await query(sql);
  const quietTriggers = await query('BEGIN; SET LOCAL session_replication_role = replica; ROLLBACK').then(
    () => true,
    // Denied: PostgreSQL's answer, not a fault. A lost connection shows at the next query.
    async () => {
      await query('ROLLBACK');
      return false;
    },
  );
  return { ...(row?.rights as Omit<Rights, 'quietTriggers'>), quietTriggers };
}
