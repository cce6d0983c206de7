import type { Cluster } from '../support/cluster.ts';

/** One table as the demo counts it by itself, without a line of the guard's code. */
export interface Measured {
  readonly rows: number;
  /** md5 of all rows as text, sorted. */
  readonly checksum: string;
}

/** Rows and a checksum of every table outside the system's schemas and the CLI's own history. */
export async function measure(cluster: Pick<Cluster, 'query'>): Promise<Map<string, Measured>> {
  const tables = await cluster.query(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'supabase_migrations') order by 1`);
  const measured = new Map<string, Measured>();
  for (const { name } of tables as { name: string }[]) {
    const [row] = await cluster.query(
      `select count(*)::int as rows, coalesce(md5(string_agg(t::text, '|' order by t::text collate "C")), 'empty') as checksum from ${name} t`,
    );
    measured.set(name, row as unknown as Measured);
  }
  return measured;
}

/** "14 tables, 61,234 rows" */
export function measuredWords(measured: ReadonlyMap<string, Measured>): string {
  const rows = [...measured.values()].reduce((sum, table) => sum + table.rows, 0);
  return `${measured.size} tables, ${String(rows).replace(/\B(?=(\d{3})+$)/g, ',')} rows`;
}

/** Names of tables that are missing, new or different. */
export function differing(before: ReadonlyMap<string, Measured>, now: ReadonlyMap<string, Measured>): string[] {
  const same = (name: string) =>
    before.get(name)?.rows === now.get(name)?.rows && before.get(name)?.checksum === now.get(name)?.checksum;
  return [...new Set([...before.keys(), ...now.keys()])].filter((name) => !same(name)).sort();
}
