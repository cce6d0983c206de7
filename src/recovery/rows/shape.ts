import type { Query } from '../query.ts';

/** A column; names are quoted as SQL needs them. */
export interface Column {
  readonly name: string;
  /** As format_type prints it. */
  readonly type: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly generated: boolean;
  /** The values of an enum (or of an array of one), null for any other type. */
  readonly labels: readonly string[] | null;
}

/** A unique index: what it is made over, in SQL, and the condition of a partial one. */
export interface Unique {
  readonly name: string;
  readonly expressions: readonly string[];
  readonly where: string | null;
}

/** A foreign key to another table (or the same). `same` are conditions over p (the parent) and c (the child). */
export interface ForeignKey {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly columns: readonly string[];
  readonly toColumns: readonly string[];
  readonly same: string;
  readonly deferrable: boolean;
  /** Deleting the parent changes the child's columns, which is no missing row. */
  readonly unlinks: boolean;
}

/** A table as a person sees it: a partitioned one stands for its partitions. */
export interface Shape {
  /** public.users, "Odd Schema".t */
  readonly name: string;
  readonly partitioned: boolean;
  /** The tables that hold its rows, as facts name them. */
  readonly leaves: readonly string[];
  readonly columns: readonly Column[];
  /** Columns that tell rows apart and are never null: the primary key first. */
  readonly keys: readonly (readonly string[])[];
  readonly uniques: readonly Unique[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Sequences that fill its columns. */
  readonly sequences: readonly { readonly column: string; readonly sequence: string }[];
  /** Triggers of people that would fire. */
  readonly triggers: readonly string[];
}

const columnNames = (numbers: string, table: string) =>
  `(select json_agg(quote_ident(a.attname) order by k.at) from unnest(${numbers}) with ordinality k(n, at) join pg_attribute a on a.attrelid = ${table} and a.attnum = k.n)`;

const sql = `select json_build_object('name', c.oid::regclass::text, 'partitioned', c.relkind = 'p',
 'leaves', (select coalesce(json_agg(l.relid::regclass::text), json_build_array(c.oid::regclass::text)) from pg_partition_tree(c.oid) l where c.relkind = 'p' and l.isleaf),
 'columns', (select coalesce(json_agg(json_build_object('name', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod),
     'notNull', a.attnotnull, 'hasDefault', a.atthasdef or a.attidentity <> '', 'generated', a.attgenerated <> '',
     'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = a.atttypid
        or e.enumtypid = (select typelem from pg_type where oid = a.atttypid and typlen = -1))) order by a.attnum), '[]')
   from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
 'keys', (select coalesce(json_agg(${columnNames('i.indkey::int2[]', 'c.oid')} order by i.indisprimary desc, i.indnatts, i.indexrelid), '[]')
   from pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null and i.indnatts = i.indnkeyatts
    and not exists (select from unnest(i.indkey::int2[]) n join pg_attribute a on a.attrelid = c.oid and a.attnum = n where not a.attnotnull)),
 'uniques', (select coalesce(json_agg(json_build_object('name', i.indexrelid::regclass::text,
     'expressions', (select json_agg(pg_get_indexdef(i.indexrelid, n, false) order by n) from generate_series(1, i.indnkeyatts) n),
     'where', pg_get_expr(i.indpred, i.indrelid)) order by i.indexrelid::regclass::text), '[]')
   from pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid),
 'foreignKeys', (select coalesce(json_agg(json_build_object('name', quote_ident(f.conname), 'from', c.oid::regclass::text, 'to', f.confrelid::regclass::text,
     'columns', ${columnNames('f.conkey', 'f.conrelid')}, 'toColumns', ${columnNames('f.confkey', 'f.confrelid')}, 'deferrable', f.condeferrable, 'unlinks', f.confdeltype in ('n', 'd'),
     'same', (select string_agg(format('p.%I OPERATOR(%I.%s) c.%I', pa.attname, n.nspname, o.oprname, ca.attname), ' and ')
        from rows from (unnest(f.conkey), unnest(f.confkey), unnest(f.conpfeqop)) u(ck, pk, op)
        join pg_attribute ca on ca.attrelid = f.conrelid and ca.attnum = u.ck join pg_attribute pa on pa.attrelid = f.confrelid and pa.attnum = u.pk
        join pg_operator o on o.oid = u.op join pg_namespace n on n.oid = o.oprnamespace)) order by f.conname), '[]')
   from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.conparentid = 0),
 'sequences', (select coalesce(json_agg(distinct jsonb_build_object('column', quote_ident(a.attname), 'sequence', s.oid::regclass::text)), '[]')
   from pg_attribute a join pg_class s on s.relkind = 'S'
    and (exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = s.oid and d.refobjid = c.oid and d.refobjsubid = a.attnum and d.deptype in ('a', 'i'))
      or exists (select from pg_attrdef x join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = x.oid where x.adrelid = c.oid and x.adnum = a.attnum and d.refobjid = s.oid))
   where a.attrelid = c.oid and a.attnum > 0 and a.atttypid in (20, 21, 23)),
 'triggers', (select coalesce(json_agg(quote_ident(g.tgname) order by g.tgname), '[]') from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal and g.tgenabled <> 'D')
) as shape
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and n.nspname <> 'permahub_rows' order by c.oid::regclass::text`;

/** Every table of people, by its name. Needs a session with search_path ''. */
export async function readShapes(query: Query): Promise<ReadonlyMap<string, Shape>> {
  const rows = await query(sql);
  return new Map(rows.map(({ shape }) => [(shape as Shape).name, shape as Shape]));
}
