import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';

/** Writes rubbish over a block of a table while the server is down; gives how many rows stood in it. */
export async function damageBlock(cluster: Cluster, table: string, block: number): Promise<number> {
  const [row] = await cluster.query(`
    select pg_relation_filepath('${table}') as path,
           (select count(*)::int from ${table} where ctid >= '(${block},0)' and ctid < '(${block + 1},0)') as inside`);
  await cluster.restart(() => {
    const fd = openSync(join(cluster.directory, 'data', String(row?.path)), 'r+');
    writeSync(fd, Buffer.alloc(4096, 'damaged\n'), 0, 4096, block * 8192);
    closeSync(fd);
  });
  return Number(row?.inside);
}
