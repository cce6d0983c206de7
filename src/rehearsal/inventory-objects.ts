import { ownFunction, ownSchema } from '../tripwire/of-ours.ts';
import { granted } from './inventory-grants.ts';
import { relations } from './inventory-relations.ts';
import { free, type Listing, owner, people, routine } from './listing.ts';

/** "pg_class:16400", as SQL. */
const id = (of: readonly [string, string] | null) => (of ? `'${of[0]}:' || ${of[1]}::oid` : 'null::text');

/** Schemas, functions, types, roles and everything else that stands alone. */
const others: readonly Listing[] = [
  {
    kind: `'schema'`,
    id: ['pg_namespace', 'n.oid'],
    parent: null,
    own: 'n.nspname::text',
    name: 'quote_ident(n.nspname)',
    definition: `${owner('n.nspowner')}::text`,
    from: 'pg_namespace n',
    where: `${people('n.oid')} and ${free('pg_namespace', 'n.oid')}`,
  },
  {
    kind: `'function'`,
    id: ['pg_proc', 'p.oid'],
    parent: null,
    own: 'p.oid::regprocedure::text',
    name: 'p.oid::regprocedure::text',
    definition: `concat(${owner('p.proowner')}, md5(case p.prokind when 'a' then (select a::text from pg_aggregate a where a.aggfnoid = p.oid) else pg_get_functiondef(p.oid) end))`,
    from: 'pg_proc p',
    where: routine,
  },
  {
    kind: `'type'`,
    id: ['pg_type', 't.oid'],
    parent: null,
    own: 'format_type(t.oid, null)',
    name: 'format_type(t.oid, null)',
    definition: `concat_ws(' ', t.typtype, (select string_agg(quote_literal(enumlabel), ',' order by enumsortorder) from pg_enum where enumtypid = t.oid),
      (select string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod)), ',' order by attnum) from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped),
      case when t.typtype = 'd' then concat_ws(' ', format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
        (select string_agg(pg_get_constraintdef(oid), ',' order by conname) from pg_constraint where contypid = t.oid)) end,
      (select format_type(rngsubtype, null) from pg_range where rngtypid = t.oid))`,
    from: 'pg_type t left join pg_class k on k.oid = t.typrelid',
    where: `(t.typtype in ('e', 'd', 'r') or k.relkind = 'c') and ${people('t.typnamespace')} and ${free('pg_type', 't.oid', `'e', 'i'`)}`,
  },
  {
    kind: `'extension'`,
    id: ['pg_extension', 'x.oid'],
    parent: null,
    own: 'x.extname::text',
    name: 'quote_ident(x.extname)',
    definition: `x.extversion || ' ' || x.extnamespace::regnamespace`,
    from: 'pg_extension x',
    where: 'true',
  },
  {
    kind: `'publication'`,
    id: ['pg_publication', 'x.oid'],
    parent: null,
    own: 'x.pubname::text',
    name: 'quote_ident(x.pubname)',
    definition: `concat(x.puballtables, x.pubinsert, x.pubupdate, x.pubdelete, x.pubtruncate, x.pubviaroot, (select string_agg(p.prrelid::regclass::text, ',' order by p.prrelid) from pg_publication_rel p where p.prpubid = x.oid))`,
    from: 'pg_publication x',
    where: free('pg_publication', 'x.oid'),
  },
  {
    kind: `'role'`,
    id: ['pg_authid', 'r.oid'],
    parent: null,
    own: 'r.rolname::text',
    name: 'quote_ident(r.rolname)',
    definition: `concat_ws(' ', r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication, r.rolbypassrls, r.rolconnlimit, r.rolvaliduntil, array_to_string(r.rolconfig, ','),
      (select string_agg(${owner('m.roleid')}, ',' order by 1) from pg_auth_members m where m.member = r.oid))`,
    from: 'pg_roles r',
    where: `r.rolname !~ '^pg_'`,
  },
  ...described(
    'pg_rewrite',
    'pg_get_ruledef(x.oid)',
    `x.rulename <> '_RETURN' and ${people('(select relnamespace from pg_class where oid = x.ev_class)')}`,
    'x.ev_class',
    'x.rulename::text',
  ),
  ...described(
    'pg_event_trigger',
    `concat_ws(' ', x.evtevent, x.evtfoid::regproc, x.evtenabled, x.evttags)`,
    `not ${ownFunction('x.evtfoid')}`,
  ),
  ...described('pg_statistic_ext', 'pg_get_statisticsobjdef(x.oid)', 'true', 'x.stxrelid'),
  ...['pg_foreign_data_wrapper', 'pg_foreign_server', 'pg_user_mapping', 'pg_collation', 'pg_conversion'].flatMap(
    (catalog) => described(catalog),
  ),
  ...['pg_operator', 'pg_opclass', 'pg_opfamily', 'pg_cast', 'pg_am', 'pg_language'].flatMap((catalog) =>
    described(catalog),
  ),
  ...['pg_ts_config', 'pg_ts_dict', 'pg_ts_parser', 'pg_ts_template', 'pg_transform'].flatMap((catalog) =>
    described(catalog),
  ),
];

/** Things few people have, named as PostgreSQL describes them; 'i' are those that something else brings. */
function described(
  catalog: string,
  definition = `''`,
  where = 'true',
  table: string | null = null,
  own: string | null = null,
): Listing[] {
  return [
    {
      kind: `'other'`,
      id: [catalog, 'x.oid'],
      parent: table === null ? null : ['pg_class', table],
      own: own ?? `pg_describe_object('${catalog}'::regclass, x.oid, 0)`,
      name: `pg_describe_object('${catalog}'::regclass, x.oid, 0)`,
      definition,
      from: `${catalog} x`,
      where: `x.oid >= 16384 and ${where} and ${free(catalog, 'x.oid', `'e', 'i'`)}`,
    },
  ];
}

/** Everything with a definition, in one query: kind, id, parent, own, name, definition. */
export const objectsQuery = `
with place as materialized (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
       -- The tripwire is put back by the guard, and means nothing to a rehearsal.
       and not ${ownSchema('oid')}),
     member as materialized (select classid, objid, deptype from pg_depend where deptype in ('e', 'i'))
${[...relations, ...others, ...granted]
  .map(
    (each) => `select ${each.kind} as kind, ${id(each.id)} as id, ${id(each.parent)} as parent, ${each.own} as own,
 (${each.name})::text as name, (${each.definition})::text as definition from ${each.from} where ${each.where}`,
  )
  .join('\nunion all ')}`;
