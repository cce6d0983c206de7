import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackup } from '../../src/backup/start.ts';
import type { Backup, BackupRequest, Proven } from '../../src/backup/types.ts';
import { startScratch } from '../../src/postgres/scratch.ts';
import { secret } from '../../src/postgres/secret.ts';
import { nativeTools } from '../../src/postgres/tools.ts';
import type { Connection } from '../../src/postgres/types.ts';
import { compareFacts, compareSchemas } from '../../src/verification/compare.ts';
import { bin15, type Cluster } from '../support/cluster.ts';
import type { PlainMetadata } from './sets.ts';

const { env } = process;
export const tools = nativeTools({ folder: bin15, major: 15, version: '15.18' }, env);
export const scratch: BackupRequest['source']['scratch'] = (like, bytesNeeded) =>
  startScratch({ bin: bin15, env, like, bytesNeeded });

export function connectionTo(cluster: Cluster, database = 'postgres', user = cluster.user): Connection {
  const { host, port, password } = cluster;
  return { host, port, database, user, password: secret(password), sslmode: 'disable' };
}

export function emptyDirectory(): { path: string; remove: () => void } {
  const parent = mkdtempSync(join(tmpdir(), 'permahub-test-backups-'));
  return { path: join(parent, 'database'), remove: () => rmSync(parent, { recursive: true, force: true }) };
}

export function request(cluster: Cluster, directory: string, more: Partial<BackupRequest> = {}): BackupRequest {
  return {
    source: { connection: connectionTo(cluster), tools, scratch },
    target: { key: 'shop local', label: 'local', environment: 'local', projectRef: null },
    directory,
    git: { commit: '0123456789abcdef', branch: 'main', clean: true },
    creator: 'Ada <ada@example.test>',
    why: 'a test',
    name: null,
    compare: { facts: compareFacts, schemas: compareSchemas },
    env,
    ...more,
  };
}

/** A backup of the four dump files. */
export interface PlainBackup extends Backup {
  readonly metadata: PlainMetadata;
}

export async function takeBackup(
  cluster: Cluster,
  directory: string,
  more: Partial<BackupRequest> = {},
): Promise<Proven & { readonly backup: PlainBackup }> {
  const proven = await startBackup(request(cluster, directory, more)).published;
  if ('directory' in proven.backup.metadata.parts) throw new Error('it has a directory');
  return proven as Proven & { readonly backup: PlainBackup };
}
