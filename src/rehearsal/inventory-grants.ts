import { inside, type Listing, owner, people, relation, routine } from './listing.ts';

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

/** Rights of tables, columns, sequences, functions, schemas, and those that new objects will get. */
export const granted: readonly Listing[] = [
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
