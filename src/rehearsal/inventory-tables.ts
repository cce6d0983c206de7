import type { Session } from '../postgres/connection.ts';
import { stableTypes } from '../postgres/facts-tables.ts';
import type { CatalogSequence, CatalogTable } from './catalog.ts';

/** Members of an extension; of its tables only those count whose rows a dump holds (`extconfig`). */
const member = (oid: string) =>
  `exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = ${oid} and d.deptype = 'e')`;

/** Every table and filled materialised view of people with its columns and key. Needs a session with search_path ''. */
export async function readTables(session: Session): Promise<CatalogTable[]> {
  const rows = await session.query<Omit<CatalogTable, 'kind' | 'bytes'> & { kind: string; bytes: string }>(
    `
    select c.oid::int8::float8 as oid, c.oid::regclass::text as name, c.relkind as kind,
           coalesce(pg_relation_filenode(c.oid), 0)::int8::float8 as filenode,
           coalesce(pg_relation_size(c.oid), 0)::text as bytes, x.condition,
           (select coalesce(json_agg(json_build_object('number', a.attnum, 'name', quote_ident(a.attname),
                     'type', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
                     'default', nullif(concat(a.attidentity, a.attgenerated, pg_get_expr(v.adbin, v.adrelid)), ''),
                     'stable', coalesce(e.typname, t.typname) = any ($1::text[]) and coalesce(e.typnamespace, t.typnamespace) = 'pg_catalog'::regnamespace
                       and (a.attcollation = 0 or (select collisdeterministic from pg_collation where oid = a.attcollation)))
                   order by a.attnum), '[]')
              from pg_attribute a join pg_type t on t.oid = a.atttypid
                   left join pg_type e on e.oid = t.typelem and t.typsubscript = 'array_subscript_handler'::regproc
                   left join pg_attrdef v on v.adrelid = a.attrelid and v.adnum = a.attnum
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
           (select array_to_json((i.indkey::int2[])[0:i.indnkeyatts - 1])
              from pg_index i
             where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
               and (i.indisprimary or i.indimmediate
                    and not exists (select from pg_attribute a where a.attrelid = c.oid and not a.attnotnull
                                       and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])))
             order by i.indisprimary desc, i.indnkeyatts, i.indexrelid limit 1) as key
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
           left join lateral (select e.extcondition[i] as condition
                                from pg_extension e, generate_subscripts(e.extconfig, 1) i
                               where e.extconfig[i] = c.oid) x on true
     where (c.relkind = 'r' or c.relkind = 'm' and c.relispopulated) and c.relpersistence <> 't'
       and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and (x.condition is not null or not ${member('c.oid')})
     order by c.oid`,
    [stableTypes],
  );
  return rows.map((row) => ({
    ...row,
    kind: row.kind === 'm' ? 'materialized view' : 'table',
    bytes: Number(row.bytes),
  }));
}

/** Every sequence that is not an extension's, with its value this moment. */
export async function readSequences(session: Session): Promise<CatalogSequence[]> {
  // query_to_xml runs one statement per sequence: nothing else reads is_called of all of them at once.
  const rows = await session.query<{ oid: number; name: string; owner: number | null; state: string }>(`
    select c.oid::int8::float8 as oid, c.oid::regclass::text as name, d.refobjid::int8::float8 as owner,
           query_to_xml('select last_value, is_called from ' || c.oid::regclass, false, true, '')::text as state
      from pg_class c
           left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
                                and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
     where c.relkind = 'S' and c.relpersistence <> 't' and not ${member('c.oid')}
     order by c.oid`);
  return rows.map(({ oid, name, owner, state }) => {
    const value = /<last_value>(-?\d+)</.exec(state)?.[1];
    const called = /<is_called>(true|false)</.exec(state)?.[1];
    if (value === undefined || called === undefined) throw new Error(`the sequence ${name} could not be read`);
    return { oid, name, owner, value: called === 'true' ? value : `${value} (not used yet)` };
  });
}
