import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Approval } from '../src/approval/types.ts';
import { startBackup } from '../src/backup/start.ts';
import { dumpOf } from '../src/postgres/directory-archive.ts';
import { startScratch } from '../src/postgres/scratch.ts';
import { secret } from '../src/postgres/secret.ts';
import { findNativeTools } from '../src/postgres/tools.ts';
import type { Connection } from '../src/postgres/types.ts';
import { openArchive } from '../src/recovery/archive.ts';
import { restoreBackup } from '../src/recovery/restore.ts';
import type { Jobs, RestoreInput } from '../src/recovery/types.ts';
import { compareFacts, compareSchemas } from '../src/verification/compare.ts';
import { bin15, startCluster } from '../test/support/cluster.ts';
import { fillDatabase } from './database.ts';
import { processorSeconds } from './processor.ts';

/**
 * `npm run bench:restore [-- SCALE [ROUNDS [durable]]]`: `pg_restore -j2` of custom.dump, without any proof, into an empty database and
 * over the full one (--clean --if-exists), against restores of ours over the full database, which they empty, refill in one
 * transaction or over two connections, and compare; interleaved.
 * Processor seconds are those of the server's backends, of the client programs and of this process: they do not depend on the load.
 */
const [scale, rounds] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 3)];
/** As a server that is not for tests. */
const durable = process.argv[4] === 'durable' ? ['fsync=on', 'synchronous_commit=on'] : [];
const { env } = process;
const folder = mkdtempSync(join(tmpdir(), 'permahub-bench-'));
const cluster = await startCluster({
  settings: [
    'max_wal_size=4GB',
    'shared_buffers=512MB',
    'autovacuum=off',
    'max_locks_per_transaction=1024',
    ...durable,
  ],
});
const connection: Connection = {
  ...{ host: cluster.host, port: cluster.port, user: cluster.user, sslmode: 'disable' },
  database: 'bench',
  password: secret(cluster.password),
};
const jobs: Jobs = {
  count: 2,
  // Nobody else is there.
  keepOut: async () => async () => undefined,
  signal: new AbortController().signal,
  present: null,
};
const empty = 'pg_restore -j2 into an empty database';
const full = 'pg_restore -j2 --clean over the full one';
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  await fillDatabase(cluster, 'bench', scale);
  const [size] = await cluster.query(`select pg_size_pretty(pg_database_size('bench')) as size`);
  say(`database ${size?.size}, load of the machine before: ${loadavg()[0]?.toFixed(1)}`);
  const tools = await findNativeTools({ bin: bin15, env, atLeast: 15 });
  const { backup } = await startBackup({
    source: { connection, tools, scratch: (like, bytesNeeded) => startScratch({ bin: bin15, env, like, bytesNeeded }) },
    target: { key: 'bench', label: 'local', environment: 'local', projectRef: null },
    directory: folder,
    git: { commit: null, branch: null, clean: null },
    ...{ creator: 'bench', why: 'bench', name: null, env },
    compare: { facts: compareFacts, schemas: compareSchemas },
  }).published;
  const results: Record<string, number[]> = {};
  const note = (what: string, seconds: number) => {
    results[what] = [...(results[what] ?? []), seconds];
    say(`  ${what}: ${seconds.toFixed(1)} s`);
  };
  const ours = async (what: string, when: string, more: Partial<RestoreInput>) => {
    const opened = performance.now();
    const archive = await openArchive(backup);
    note('our reading the file through, before the question', (performance.now() - opened) / 1000);
    await cluster.query('checkpoint');
    const steps = new Map<string, number>();
    const began = await processorSeconds(cluster);
    const started = performance.now();
    const { seconds } = await restoreBackup({
      ...{ approval: {} as Approval, backup, archive, connection, tools, ...more },
      compare: (expected, found) => [
        ...compareFacts(expected.facts, found.facts).map(({ words }) => words),
        ...compareSchemas(expected.schema, found.schema),
      ],
      onProgress: ({ step }) => {
        if (!steps.has(step)) steps.set(step, (performance.now() - started) / 1000);
      },
    });
    note(`${what}, its proof included`, seconds);
    note(`${what}: until it empties`, steps.get('emptying') ?? Number.NaN);
    note(`${what}: until it refills`, steps.get('refilling') ?? Number.NaN);
    note(`${what}: until ${when}`, steps.get('comparing') ?? Number.NaN);
    note(`processor of ${what}`, (await processorSeconds(cluster)) - began);
  };
  const file = join(folder, dumpOf(backup.metadata.parts).file);
  const plainly = async (what: string, more: readonly string[]) => {
    await cluster.query('checkpoint');
    const began = await processorSeconds(cluster);
    const started = performance.now();
    execFileSync(join(bin15, 'pg_restore'), ['-j2', ...more, '-d', cluster.url('plain'), file], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    note(what, (performance.now() - started) / 1000);
    note(`processor of ${what}`, (await processorSeconds(cluster)) - began);
  };
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round}`);
    await cluster.query('drop database if exists plain');
    await cluster.query('create database plain template template0');
    await plainly(empty, []);
    await plainly(full, ['--clean', '--if-exists']);
    await ours('permahub restore', 'COMMIT', {});
    await ours('permahub restore --jobs 2', 'all of it was there', { jobs });
  }
  const median = (what: string) => (results[what] ?? []).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
  say(`medians, and their ratio to "${empty}" and to "${full}"`);
  for (const what of Object.keys(results)) {
    const beside = (base: string) =>
      median(what) / median(what.startsWith('processor') ? `processor of ${base}` : base);
    say(`  ${what}: ${median(what).toFixed(1)} s, ${beside(empty).toFixed(2)}, ${beside(full).toFixed(2)}`);
  }
} finally {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
