import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startBackup } from '../src/backup/start.ts';
import { look } from '../src/guard/look.ts';
import { readMeaning } from '../src/guard/meaning.ts';
import { rehearsing } from '../src/guard/rehearsing.ts';
import { openSource } from '../src/guard/source.ts';
import { readHistory } from '../src/postgres/migration-history.ts';
import type { Impact } from '../src/rehearsal/types.ts';
import { connectionFor } from '../src/target/connection.ts';
import { compareFacts, compareSchemas } from '../src/verification/compare.ts';
import { startCluster } from '../test/support/cluster.ts';
import { fillDatabase } from './database.ts';

/**
 * `npm run bench:rehearsal [-- SCALE [ROUNDS]]`: what rehearsing a one-table push adds to backup and proof, with the real CLI;
 * interleaved in one go, because only ratios of one run mean anything.
 */
const [scale, rounds] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 3)];
const folder = mkdtempSync(join(tmpdir(), 'permahub-bench-'));
const cluster = await startCluster({ settings: ['max_wal_size=4GB', 'shared_buffers=512MB', 'autovacuum=off'] });
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  await fillDatabase(cluster, 'bench', scale);
  const [size] = await cluster.query(`select pg_size_pretty(pg_database_size('bench')) as size`);
  say(`database ${size?.size}, load of the machine before: ${loadavg()[0]?.toFixed(1)}; the push changes shop.t50`);
  const cli = resolve(import.meta.dirname, '../../node_modules/supabase-3/dist/supabase.js');
  mkdirSync(join(folder, 'supabase/migrations'), { recursive: true });
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'supabase/config.toml'), 'project_id = "bench"\n');
  writeFileSync(
    join(folder, 'supabase/migrations/20260101000000_note.sql'),
    `alter table shop.t50 add column note text default 'x';\nupdate shop.t50 set amount = 0 where id % 10 = 0;\n`,
  );
  mkdirSync(join(folder, 'bin'));
  symlinkSync(cli, join(folder, 'bin/supabase'));
  const env = {
    ...process.env,
    HOME: join(folder, 'home'),
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    SUPABASE_TELEMETRY_DISABLED: '1',
  };
  const argv = ['db', 'push', `--remote=${cluster.url('bench')}`];
  const looked = await look(argv, { cwd: folder, env, self: [] });
  const { target, settings, surroundings } = looked;
  const seconds: Record<string, number[]> = {};
  const note = (what: string, since: number) => {
    const took = (performance.now() - since) / 1000;
    seconds[what] = [...(seconds[what] ?? []), took];
    say(`  ${what}: ${took.toFixed(1)} s`);
  };
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round}`);
    for (const kind of ['alone', 'with the rehearsal'] as const) {
      const source = await openSource({ connection: connectionFor(target, surroundings), target, settings, env });
      const directory = join(folder, `${kind}-${round}`.replaceAll(' ', '-'));
      const meaning = await readMeaning(looked, await readHistory(source.session));
      const { signal } = new AbortController();
      const rehearsal: { impact: Promise<Impact> | null } = { impact: null };
      const onRestored = async (copy: Parameters<ReturnType<typeof rehearsing>>[0]) => {
        const prepared = await rehearsing(looked)(copy, { meaning, source, signal, onProgress: () => undefined });
        rehearsal.impact = prepared.run();
        return { done: rehearsal.impact };
      };
      const started = performance.now();
      const running = startBackup({
        source,
        target,
        directory,
        git: { commit: null, branch: null, clean: null },
        creator: 'bench',
        why: 'bench',
        name: null,
        compare: { facts: compareFacts, schemas: compareSchemas },
        env,
        ...(kind === 'alone' ? {} : { onRestored }),
      });
      await running.early;
      if (kind === 'alone') note('proof alone, until the question', started);
      const published = running.published.then(() => note(`proof ${kind}, in all`, started));
      if (kind !== 'alone') {
        // The restore comes first: until then there is nothing to wait for.
        while (!rehearsal.impact) await Promise.race([published, new Promise((done) => setTimeout(done, 10))]);
        const seen = await rehearsal.impact;
        if (seen.kind !== 'rehearsed' || seen.status !== 0) throw new Error(`not rehearsed: ${JSON.stringify(seen)}`);
        note('proof with the rehearsal, until the question', started);
        say(`    the rehearsal itself: ${seen.seconds.toFixed(1)} s`);
      }
      await published;
      await source.session.close();
      rmSync(directory, { recursive: true });
    }
  }
  const median = (what: string) => (seconds[what] ?? []).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
  say('medians');
  for (const what of Object.keys(seconds)) say(`  ${what}: ${median(what).toFixed(1)} s`);
  const alone = median('proof alone, in all');
  const added = (median('proof with the rehearsal, in all') - alone) / alone;
  say(`  the rehearsal adds ${added.toFixed(2)} of the proof alone`);
} finally {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
