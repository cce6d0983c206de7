import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Parallel } from '../src/backup/types.ts';
import { fillBench } from './backed-up.ts';
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
const { cluster, folder, startBackup, remove } = await fillBench(scale);
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
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
      const running = startBackup(directory, parallel);
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
  await remove();
}
