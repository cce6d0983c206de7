/** One list of things with a definition; every piece is SQL. */
export interface Listing {
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

/** Members of extensions go and come with them; what is internal to something else goes with that. */
export const free = (catalog: string, oid: string, kinds = `'e'`) =>
  `not exists (select from member m where m.classid = '${catalog}'::regclass and m.objid = ${oid} and m.deptype in (${kinds}))`;
export const people = (namespace: string) => `${namespace} in (select oid from place)`;
export const owner = (oid: string) => `pg_get_userbyid(${oid})`;

/** A relation of people, by its alias c. */
export const relation = (kinds: string) =>
  `c.relkind in (${kinds}) and c.relpersistence <> 't' and ${people('c.relnamespace')} and ${free('pg_class', 'c.oid')}`;
export const inside = (name: string) => `c.oid::regclass || '.' || quote_ident(${name})`;

/** Aggregates have no definition of their own; 'i' are the functions a range type brings. */
export const routine = `${people('p.pronamespace')} and ${free('pg_proc', 'p.oid', `'e', 'i'`)}`;
