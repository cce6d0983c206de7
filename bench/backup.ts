import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compression } from '../src/backup/dump-and-restore.ts';
import { listBackups } from '../src/backup/list.ts';
import { connect } from '../src/postgres/connection.ts';
import { readIdentity } from '../src/postgres/identity.ts';
import { stillExact } from '../src/verification/still-exact.ts';
import { bin15 } from '../test/support/cluster.ts';
import { fillBench } from './backed-up.ts';

/**
 * `npm run bench [-- SCALE [ROUNDS]]`: the four-file script a person would use, without any proof, against a proven backup
 * of the same database at the same compression; interleaved in one go, because only ratios of one run mean anything.
 */
const [scale, rounds] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 3)];
const { cluster, connection, folder, startBackup, remove } = await fillBench(scale);
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  say(`gzip level ${compression} on both sides`);
  const results: Record<string, number[]> = {};
  const note = (what: string, seconds: number) => {
    results[what] = [...(results[what] ?? []), seconds];
    say(`  ${what}: ${seconds.toFixed(1)} s`);
  };
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round}`);
    note('script', script());
    const directory = join(folder, `round-${round}`);
    const started = performance.now();
    const since = () => (performance.now() - started) / 1000;
    let busyUntil = 0;
    const watch = setInterval(async () => {
      const [row] = await cluster.query(
        `select count(*)::int as n from pg_stat_activity where datname = 'bench' and application_name in ('permahub', 'pg_dump')`,
      );
      if ((row?.n as number) > 0) busyUntil = since();
    }, 250);
    const running = startBackup(directory);
    await running.early;
    note('time to the question', since());
    const { record } = await running.published;
    note('total, everything proven', since());
    clearInterval(watch);
    note('source kept busy', busyUntil);
    if (record.unverified.length > 0) throw new Error(record.unverified.join('; '));
    note('unchanged database, looked at again', await again(directory));
    rmSync(directory, { recursive: true });
  }
  const median = (what: string) => (results[what] ?? []).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
  const script_ = median('script');
  say('medians, and their ratio to the script');
  for (const what of Object.keys(results))
    say(`  ${what}: ${median(what).toFixed(1)} s, ${(median(what) / script_).toFixed(2)}`);
  say(`  peak memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
} finally {
  await remove();
}

/** The four files one after another; rows per INSERT as many as a person who knows of it would take. */
function script(): number {
  const started = performance.now();
  const dump = (file: string, ...args: string[]) =>
    execFileSync(join(bin15, 'pg_dump'), [...args, '-f', join(folder, file), cluster.url('bench')], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
  dump('full.sql');
  dump('schema.sql', '--schema-only');
  dump('data.sql', '--data-only', '--column-inserts', '--rows-per-insert=50');
  dump('custom.dump', '-Fc', `-Z${compression}`);
  return (performance.now() - started) / 1000;
}

async function again(directory: string): Promise<number> {
  const started = performance.now();
  const { backups } = await listBackups(directory);
  const session = await connect(connection);
  const identity = await readIdentity(session, connection);
  const reused = await stillExact({ backups, source: { session, identity }, maxAgeSeconds: 86_400 });
  const seconds = (performance.now() - started) / 1000;
  await session.close();
  if (!reused) throw new Error('the backup was not used again');
  return seconds;
}
