import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackup } from '../src/backup/start.ts';
import type { Parallel } from '../src/backup/types.ts';
import { startScratch } from '../src/postgres/scratch.ts';
import { secret } from '../src/postgres/secret.ts';
import { findNativeTools } from '../src/postgres/tools.ts';
import type { Connection } from '../src/postgres/types.ts';
import { compareFacts, compareSchemas } from '../src/verification/compare.ts';
import { bin15, startCluster } from '../test/support/cluster.ts';
import { fillDatabase } from './database.ts';
import { processorSeconds } from './processor.ts';

/**
 * `npm run bench:parallel [-- SCALE [ROUNDS [JOBS]]]`: the set of four dump files against the folder over several connections,
 * of the same database, each proven whole; interleaved in one go, because only ratios of one run mean anything.
 */
const [scale, rounds, jobs] = [
  Number(process.argv[2] ?? 1),
  Number(process.argv[3] ?? 3),
  Number(process.argv[4] ?? 2),
];
const { env } = process;
const folder = mkdtempSync(join(tmpdir(), 'permahub-bench-parallel-'));
const cluster = await startCluster({ settings: ['max_wal_size=4GB', 'shared_buffers=512MB', 'autovacuum=off'] });
const connection: Connection = {
  ...{ host: cluster.host, port: cluster.port, user: cluster.user, sslmode: 'disable' },
  database: 'bench',
  password: secret(cluster.password),
};
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  await fillDatabase(cluster, 'bench', scale);
  const [size] = await cluster.query(`select pg_size_pretty(pg_database_size('bench')) as size`);
  say(`database ${size?.size}, load of the machine before: ${loadavg()[0]?.toFixed(1)}`);
  const tools = await findNativeTools({ bin: bin15, env, atLeast: 15 });
  const results: Record<string, number[]> = {};
  const note = (what: string, value: number, unit: string) => {
    results[`${what}, ${unit}`] = [...(results[`${what}, ${unit}`] ?? []), value];
  };
  const forms: readonly (readonly [string, Parallel | null])[] = [
    ['four files', null],
    [`folder, ${jobs} connections`, { above: 0, jobs }],
  ];
  for (let round = 1; round <= rounds; round++)
    for (const [form, parallel] of forms) {
      const directory = join(folder, 'backups');
      const worked = await processorSeconds(cluster);
      const started = performance.now();
      const since = () => (performance.now() - started) / 1000;
      const running = startBackup({
        source: {
          connection,
          tools,
          scratch: (like, bytesNeeded) => startScratch({ bin: bin15, env, like, bytesNeeded }),
        },
        target: { key: 'bench', label: 'local', environment: 'local', projectRef: null },
        directory,
        git: { commit: null, branch: null, clean: null },
        ...{ creator: 'bench', why: 'bench', name: null, env, parallel },
        compare: { facts: compareFacts, schemas: compareSchemas },
      });
      await running.early;
      note(`${form}: until the question`, since(), 's');
      const { record } = await running.published;
      const whole = since();
      note(`${form}: in all`, whole, 's');
      note(
        `${form}: on disk`,
        Number(execFileSync('du', ['-sm', directory], { encoding: 'utf8' }).split('\t')[0]),
        'MB',
      );
      if (record.unverified.length > 0) throw new Error(record.unverified.join('; '));
      note(`${form}: in all`, (await processorSeconds(cluster)) - worked, 's of processor');
      say(`  round ${round}, ${form}: ${whole.toFixed(1)} s, load ${loadavg()[0]?.toFixed(1)}`);
      rmSync(directory, { recursive: true });
    }
  say(`medians of ${rounds}`);
  const median = (what: string) => (results[what] ?? []).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
  for (const what of Object.keys(results)) {
    const beside = what.replace(/^folder[^:]*/, 'four files');
    const ratio = beside === what ? '' : ` (${(median(what) / median(beside)).toFixed(2)} of the four files')`;
    say(`  ${what}: ${median(what).toFixed(1)}${ratio}`);
  }
} finally {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
