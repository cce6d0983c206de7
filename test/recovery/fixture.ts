import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Approval } from '../../src/approval/types.ts';
import type { Backup, Part } from '../../src/backup/types.ts';
import { secret } from '../../src/postgres/secret.ts';
import { nativeTools } from '../../src/postgres/tools.ts';
import type { Connection } from '../../src/postgres/types.ts';
import { measure } from '../../src/recovery/measure.ts';
import type { Compare, Jobs } from '../../src/recovery/types.ts';
import { compareFacts, compareSchemas } from '../../src/verification/compare.ts';
import { bin15, type Cluster } from '../support/cluster.ts';

export const tools = nativeTools({ folder: bin15, major: 15, version: '15' }, process.env);

/** Tests of the recovery room stand behind the guard: the evidence itself is the guard's own test. */
export const approval = {} as Approval;

export const connectionTo = (cluster: Cluster, user = cluster.user, database = 'postgres'): Connection => ({
  host: cluster.host,
  port: cluster.port,
  database,
  user,
  password: secret(cluster.password),
  sslmode: 'disable',
});

/** Takes a backup as the backup room publishes it, without the guard around it. */
export async function takeBackup(
  cluster: Cluster,
  user = cluster.user,
  bin = bin15,
  programs = tools,
): Promise<Backup & { remove: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), 'permahub-test-backup-'));
  const connection = connectionTo(cluster, user);
  const env = { ...process.env, PGPASSWORD: cluster.password };
  const where = ['-h', cluster.host, '-p', String(cluster.port), '-U', user];
  const path = (part: string) => join(directory, part);
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(bin, program), args, { env, maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'inherit'] });
  // Through a pipe, as the backup room writes it: such an archive has no offsets in its table of contents.
  writeFileSync(path('custom.dump'), run('pg_dump', ...where, '-d', 'postgres', '-Fc', '-Z1'));
  run('pg_restore', '-f', path('full.sql'), path('custom.dump'));
  run('pg_restore', '-s', '-f', path('schema.sql'), path('custom.dump'));
  writeFileSync(path('data.sql'), '');
  writeFileSync(path('roles.sql'), run('pg_dumpall', ...where, '--roles-only', '--no-role-passwords'));
  const files: Record<Part, string> = {
    full: 'full.sql',
    schema: 'schema.sql',
    data: 'data.sql',
    custom: 'custom.dump',
    roles: 'roles.sql',
  };
  const parts = Object.fromEntries(
    Object.entries(files).map(([part, file]) => {
      const sha256 = createHash('sha256')
        .update(readFileSync(path(file)))
        .digest('hex');
      return [part, { file, bytes: statSync(path(file)).size, sha256 }];
    }),
  );
  const { facts } = await measure(connection, programs);
  const metadata = { backup: 'backup_20251114_143022', parts, facts, target: { key: 'test:staging' } };
  const remove = () => rmSync(directory, { recursive: true, force: true });
  return { directory, metadata, remove } as unknown as Backup & { remove: () => void };
}

/** The same backup in a folder of its own, to be harmed. */
export function resealed(backup: Backup): Backup & { remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'permahub-test-backup-'));
  cpSync(backup.directory, directory, { recursive: true });
  return { ...backup, directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** All a database holds, for comparing before with after. */
export const state = async (cluster: Cluster, programs = tools) => {
  const { facts, schema } = await measure(connectionTo(cluster), programs);
  return { facts, schema: schema.replace(/^\\(un)?restrict .*$/gm, '') };
};

/** Over two connections, with nobody else there. */
export const overTwo: Jobs = {
  count: 2,
  keepOut: async () => async () => undefined,
  signal: new AbortController().signal,
  present: null,
};

/** As the guard compares. */
export const compare: Compare = (expected, found) => [
  ...compareFacts(expected.facts, found.facts).map(({ words }) => words),
  ...compareSchemas(expected.schema, found.schema),
];
