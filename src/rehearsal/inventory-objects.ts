/** One list of things with a definition; every piece is SQL. */
interface Listing {
  /** SQL that gives the kind. */
  readonly kind: string;
  /** Catalog and oid of the thing itself; null where it has no identity of its own. */
  readonly id: readonly [catalog: string, oid: string] | null;
  readonly parent: readonly [catalog: string, oid: string] | null;
  readonly own: string;
  readonly name: string;
  readonly definition: string;
  readonly from: string;
  readonly where: string;
}

/** "pg_class:16400", as SQL. */
const id = (of: readonly [string, string] | null) => (of ? `'${of[0]}:' || ${of[1]}::oid` : 'null::text');

/** Members of extensions go and come with them; what is internal to something else goes with that. */
const free = (catalog: string, oid: string, kinds = `'e'`) =>
  `not exists (select from member m where m.classid = '${catalog}'::regclass and m.objid = ${oid} and m.deptype in (${kinds}))`;
const people = (namespace: string) => `${namespace} in (select oid from place)`;
const owner = (oid: string) => `pg_get_userbyid(${oid})`;

/** A relation of people, by its alias c. */
const relation = (kinds: string) =>
  `c.relkind in (${kinds}) and c.relpersistence <> 't' and ${people('c.relnamespace')} and ${free('pg_class', 'c.oid')}`;
const inside = (name: string) => `c.oid::regclass || '.' || quote_ident(${name})`;

const relations: readonly Listing[] = [
  {
    kind: `case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'other' else 'table' end`,
    id: ['pg_class', 'c.oid'],
    parent: null,
    own: 'c.oid::regclass::text',
    name: `case when c.relkind = 'f' then 'foreign table ' else '' end || c.oid::regclass`,
    definition: `concat_ws(' ', ${owner('c.relowner')}, c.relpersistence, c.relreplident, pg_get_expr(c.relpartbound, c.oid), array_to_string(c.reloptions, ','),
      case when c.relkind in ('v', 'm') then md5(pg_get_viewdef(c.oid)) end,
      case when c.relkind = 'f' then (select string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod)), ',' order by attnum) from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) end,
      (select string_agg(i.inhparent::regclass::text, ',' order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid))`,
    from: 'pg_class c',
    where: relation(`'r', 'p', 'v', 'm', 'f'`),
  },
  {
    kind: `'policy'`,
    id: ['pg_policy', 'x.oid'],
    parent: ['pg_class', 'c.oid'],
    own: 'x.polname::text',
    name: inside('x.polname'),
    definition: `concat_ws(' ', x.polcmd, x.polpermissive, (select string_agg(case r when 0 then 'public' else ${owner('r')} end, ',' order by 1) from unnest(x.polroles) r),
      'using', pg_get_expr(x.polqual, x.polrelid), 'check', pg_get_expr(x.polwithcheck, x.polrelid))`,
    from: 'pg_policy x join pg_class c on c.oid = x.polrelid',
    where: relation(`'r', 'p'`),
  },
  ...(['relrowsecurity', 'relforcerowsecurity'] as const).map((flag, at) => ({
    kind: `'row level security'`,
    id: null,
    parent: ['pg_class', 'c.oid'] as const,
    own: `'${flag}'`,
    name: `c.oid::regclass${at === 0 ? '' : ` || ' (also for its owner)'`}`,
    definition: `''`,
    from: 'pg_class c',
    where: `c.${flag} and ${relation(`'r', 'p'`)}`,
  })),
  {
    kind: `'trigger'`,
    id: ['pg_trigger', 'x.oid'],
    parent: ['pg_class', 'c.oid'],
    own: 'x.tgname::text',
    name: inside('x.tgname'),
    // The table's own name is not part of it: a renamed table is no changed trigger.
    definition: `concat(x.tgenabled, replace(pg_get_triggerdef(x.oid), ' ON ' || c.oid::regclass || ' ', ' ON '))`,
    from: 'pg_trigger x join pg_class c on c.oid = x.tgrelid',
    where: `not x.tgisinternal and x.tgparentid = 0 and ${relation(`'r', 'p', 'v', 'f'`)}`,
  },
  {
    kind: `'index'`,
    id: ['pg_class', 'i.oid'],
    parent: ['pg_class', 'c.oid'],
    own: 'i.relname::text',
    name: 'i.oid::regclass::text',
    definition: `concat(x.indisunique, x.indisvalid, substring(pg_get_indexdef(i.oid) from ' USING .*'))`,
    from: 'pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid',
    where: `not i.relispartition and not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x')) and ${relation(`'r', 'p', 'm'`)}`,
  },
  {
    kind: `'constraint'`,
    id: ['pg_constraint', 'x.oid'],
    parent: ['pg_class', 'c.oid'],
    own: 'x.conname::text',
    name: inside('x.conname'),
    definition: 'pg_get_constraintdef(x.oid)',
    from: 'pg_constraint x join pg_class c on c.oid = x.conrelid',
    where: `x.contype in ('c', 'f', 'p', 'u', 'x') and x.conparentid = 0 and x.conislocal and ${relation(`'r', 'p', 'f'`)}`,
  },
];

/** Aggregates have no definition of their own; 'i' are the functions a range type brings. */
const routine = `${people('p.pronamespace')} and ${free('pg_proc', 'p.oid', `'e', 'i'`)}`;

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
  ...described('pg_event_trigger', `concat_ws(' ', x.evtevent, x.evtfoid::regproc, x.evtenabled, x.evttags)`),
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

/** Who may do what, one by one; what an owner may do is the owner's and is not listed. */
function grants(
  catalog: string,
  of: { oid: string; what: string; acl: string; owner: string; from: string; where: string; own?: string },
): Listing {
  const who = `case g.grantee when 0 then 'public' else quote_ident(${owner('g.grantee')}) end`;
  return {
    kind: `'grant'`,
    id: null,
    parent: [catalog, of.oid],
    own: `concat_ws(' ', ${of.own ?? `''`}, ${who}, g.privilege_type)`,
    name: `concat(lower(g.privilege_type), ' on ', ${of.what}, ' for ', ${who})`,
    definition: `bool_or(g.is_grantable)::text`,
    from: `${of.from}, aclexplode(${of.acl}) g`,
    where: `g.grantee <> ${of.owner} and ${of.where} group by ${of.oid}, ${of.what}, g.grantee, g.privilege_type${of.own ? `, ${of.own}` : ''}`,
  };
}

const granted: readonly Listing[] = [
  grants('pg_class', {
    oid: 'c.oid',
    what: `case when c.relkind = 'S' then 'sequence ' else '' end || c.oid::regclass`,
    acl: 'c.relacl',
    owner: 'c.relowner',
    from: 'pg_class c',
    where: relation(`'r', 'p', 'v', 'm', 'f', 'S'`),
  }),
  grants('pg_class', {
    oid: 'c.oid',
    what: inside('a.attname'),
    acl: 'a.attacl',
    owner: 'c.relowner',
    own: 'a.attnum',
    from: 'pg_class c join pg_attribute a on a.attrelid = c.oid and a.attacl is not null and not a.attisdropped',
    where: relation(`'r', 'p', 'v', 'm', 'f'`),
  }),
  grants('pg_proc', {
    oid: 'p.oid',
    what: `'function ' || p.oid::regprocedure`,
    // Without any grant a function is everybody's.
    acl: `coalesce(p.proacl, acldefault('f', p.proowner))`,
    owner: 'p.proowner',
    from: 'pg_proc p',
    where: routine,
  }),
  grants('pg_namespace', {
    oid: 'n.oid',
    what: `'schema ' || quote_ident(n.nspname)`,
    acl: 'n.nspacl',
    owner: 'n.nspowner',
    from: 'pg_namespace n',
    where: people('n.oid'),
  }),
  {
    ...grants('pg_namespace', {
      oid: 'd.defaclnamespace',
      what: `concat('new ', case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' else 'schemas' end,
        ' of ', quote_ident(${owner('d.defaclrole')}), ' in ' || nullif(d.defaclnamespace, 0)::regnamespace)`,
      acl: 'd.defaclacl',
      owner: 'd.defaclrole',
      own: `concat(d.defaclrole, d.defaclobjtype)`,
      from: 'pg_default_acl d',
      where: 'true',
    }),
    kind: `'default privilege'`,
  },
];

/** Everything with a definition, in one query: kind, id, parent, own, name, definition. */
export const objectsQuery = `
with place as materialized (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'),
     member as materialized (select classid, objid, deptype from pg_depend where deptype in ('e', 'i'))
${[...relations, ...others, ...granted]
  .map(
    (each) => `select ${each.kind} as kind, ${id(each.id)} as id, ${id(each.parent)} as parent, ${each.own} as own,
 (${each.name})::text as name, (${each.definition})::text as definition from ${each.from} where ${each.where}`,
  )
  .join('\nunion all ')}`;
