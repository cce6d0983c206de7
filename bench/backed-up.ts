import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackup } from '../src/backup/start.ts';
import type { Parallel, RunningBackup } from '../src/backup/types.ts';
import { startScratch } from '../src/postgres/scratch.ts';
import { secret } from '../src/postgres/secret.ts';
import { findNativeTools } from '../src/postgres/tools.ts';
import type { Connection, Toolset } from '../src/postgres/types.ts';
import { compareFacts, compareSchemas } from '../src/verification/compare.ts';
import { bin15, type Cluster, startCluster } from '../test/support/cluster.ts';
import { fillDatabase } from './database.ts';

/** A filled database `bench` on a server of its own, and backups of it as the product makes them. */
export interface BackedUp {
  readonly cluster: Cluster;
  readonly connection: Connection;
  readonly tools: Toolset;
  /** For whatever the bench writes; gone at the end. */
  readonly folder: string;
  readonly startBackup: (directory: string, parallel?: Parallel | null) => RunningBackup;
  readonly remove: () => Promise<void>;
}

/** Fills it and says how large it is, and how busy the machine was before. */
export async function fillBench(scale: number, settings: readonly string[] = []): Promise<BackedUp> {
  const { env } = process;
  const load = loadavg()[0]?.toFixed(1);
  const usual = ['max_wal_size=4GB', 'shared_buffers=512MB', 'autovacuum=off'];
  const cluster = await startCluster({ settings: [...usual, ...settings] });
  const folder = mkdtempSync(join(tmpdir(), 'permahub-bench-'));
  const remove = async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await fillDatabase(cluster, 'bench', scale);
    const [size] = await cluster.query(`select pg_size_pretty(pg_database_size('bench')) as size`);
    process.stdout.write(`database ${size?.size}, load of the machine before: ${load}\n`);
    const connection: Connection = {
      ...{ host: cluster.host, port: cluster.port, user: cluster.user, sslmode: 'disable' },
      database: 'bench',
      password: secret(cluster.password),
    };
    const tools = await findNativeTools({ bin: bin15, env, atLeast: 15 });
    const source = {
      ...{ connection, tools },
      scratch: (like: Parameters<typeof startScratch>[0]['like'], bytesNeeded: number) =>
        startScratch({ bin: bin15, env, like, bytesNeeded }),
    };
    return {
      ...{ cluster, connection, tools, folder, remove },
      startBackup: (directory, parallel = null) =>
        startBackup({
          ...{ source, directory, parallel, env },
          target: { key: 'bench', label: 'local', environment: 'local', projectRef: null },
          git: { commit: null, branch: null, clean: null },
          ...{ creator: 'bench', why: 'bench', name: null },
          compare: { facts: compareFacts, schemas: compareSchemas },
        }),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
