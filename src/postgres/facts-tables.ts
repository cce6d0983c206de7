import type { Session } from './connection.ts';
import type { TableFacts } from './types.ts';

/** A table whose rows a dump holds, and the query that counts and hashes them in one scan. */
export interface TableToRead {
  readonly name: string;
  readonly kind: TableFacts['kind'];
  readonly method: TableFacts['method'];
  /** 8 kB pages at the last ANALYZE or VACUUM: what is worth reading alone. */
  readonly pages: number;
  /** SELECT list and FROM: two columns of text, rows and checksum. */
  readonly query: string;
  /** The same with an empty checksum: many times faster. */
  readonly counting: string;
}

/**
 * Types of pg_catalog whose hash depends on nothing but the value: no object ids (enums, reg*, composites), no server
 * settings, no library version. Every other column is hashed as its text.
 */
export const stableTypes = [
  ...['bool', 'bytea', 'char', 'name', 'int2', 'int4', 'int8', 'oid', 'text', 'varchar', 'bpchar', 'numeric'],
  ...['float4', 'float8', 'uuid', 'jsonb', 'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'],
  ...['inet', 'cidr', 'macaddr', 'macaddr8', 'pg_lsn', 'int4range', 'int8range', 'numrange', 'daterange', 'tsrange'],
  'tstzrange',
];

/**
 * Every table and populated materialised view of people, largest first: no system or temporary tables, of extensions only
 * the rows their `extconfig` says a dump holds. Needs a session with search_path ''.
 */
export async function listTables(session: Session): Promise<TableToRead[]> {
  const rows = await session.query<{
    name: string;
    kind: string;
    pages: number;
    condition: string | null;
    columns: { name: string; stable: boolean }[] | null;
  }>(
    `
    select c.oid::regclass::text as name, c.relkind as kind, c.relpages as pages, x.condition,
           (select json_agg(json_build_object('name', quote_ident(a.attname), 'stable',
                     coalesce(e.typname, t.typname) = any ($1::text[]) and coalesce(e.typnamespace, t.typnamespace) = 'pg_catalog'::regnamespace
                     and (a.attcollation = 0 or (select collisdeterministic from pg_collation where oid = a.attcollation)))
                   order by a.attnum)
              from pg_attribute a join pg_type t on t.oid = a.atttypid
                   left join pg_type e on e.oid = t.typelem and t.typsubscript = 'array_subscript_handler'::regproc
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
           left join lateral (select e.extcondition[i] as condition
                                from pg_extension e, generate_subscripts(e.extconfig, 1) i
                               where e.extconfig[i] = c.oid) x on true
     where (c.relkind = 'r' or c.relkind = 'm' and c.relispopulated) and c.relpersistence <> 't'
       and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and (x.condition is not null
            or not exists (select from pg_depend d
                            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
     order by c.relpages desc, 1`,
    [stableTypes],
  );
  return rows.map((row) => {
    const columns = row.columns ?? [];
    const method = columns.every((column) => column.stable) ? 'record' : 'text';
    // ONLY: the rows of children are theirs.
    const from = `from only ${row.name} t ${row.condition ?? ''}`;
    const values = columns.map(({ name, stable }) => (stable ? `t.${name}` : `t.${name}::text`));
    return {
      name: row.name,
      kind: row.kind === 'm' ? 'materialized view' : 'table',
      method,
      pages: row.pages,
      // A sum of bigint is numeric already, and cannot overflow.
      query: `count(*)::text, coalesce(sum(hash_record_extended(row(${values.join(', ')}), 0)), 0)::text ${from}`,
      counting: `count(*)::text, '' ${from}`,
    };
  });
}
