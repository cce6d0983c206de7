import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Approval } from '../src/approval/types.ts';
import { dumpOf } from '../src/postgres/directory-archive.ts';
import { openArchive } from '../src/recovery/archive.ts';
import { restoreBackup } from '../src/recovery/restore.ts';
import type { Jobs, RestoreInput } from '../src/recovery/types.ts';
import { compareFacts, compareSchemas } from '../src/verification/compare.ts';
import { bin15 } from '../test/support/cluster.ts';
import { fillBench } from './backed-up.ts';
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
const { cluster, connection, tools, folder, startBackup, remove } = await fillBench(scale, [
  'max_locks_per_transaction=1024',
  ...durable,
]);
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
  const { backup } = await startBackup(folder).published;
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
  await remove();
}
