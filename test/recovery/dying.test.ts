import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { bin15, startCluster } from '../support/cluster.ts';
import { connectionTo, state, takeBackup } from './fixture.ts';
import { objects, platform } from './strange.ts';

test('a guard killed in the middle of a restore leaves the database as it was', async () => {
  const cluster = await startCluster();
  const { program, remove } = bundled(join(import.meta.dirname, 'programs/dying-restore.ts'));
  const wish = join(tmpdir(), `permahub-test-dying-${process.pid}.json`);
  try {
    await cluster.query(platform);
    await cluster.query(objects);
    const backup = await takeBackup(cluster);
    await cluster.query(`delete from auth.users where email like 'user1%'; create table public.extra (id int)`);
    const before = await state(cluster);
    const connection = { ...connectionTo(cluster), password: null };
    writeFileSync(wish, JSON.stringify({ backup, connection, password: cluster.password, bin: bin15 }), {
      mode: 0o600,
    });
    expect(spawnSync(process.execPath, [program, wish]).signal).toBe('SIGKILL');
    const busy = `select count(*)::int as busy from pg_stat_activity where application_name = 'permahub'`;
    await expect.poll(() => cluster.query(busy), { timeout: 10_000 }).toEqual([{ busy: 0 }]);
    expect(await state(cluster)).toEqual(before);
    backup.remove();
  } finally {
    remove();
    rmSync(wish, { force: true });
    await cluster.stop();
  }
});
