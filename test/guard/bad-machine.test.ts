import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bin15, startCluster } from '../support/cluster.ts';
import { bin17 } from '../support/postgres17.ts';
import { withBadInput } from './bad-input.ts';
import { readyFor, teamSettings } from './team.ts';

const given = withBadInput();

// Catches: falling back to other programs than those that were named.
test('no PostgreSQL programs in the folder that the settings name', async () => {
  mkdirSync(join(given.scratch, 'empty'), { recursive: true });
  given.write({ ...teamSettings, postgres: { bin: join(given.scratch, 'empty') } });
  await given.expectFailure(await given.run(given.reset()), 69, 'no-programs-in-bin');
});

// Catches: a reset without a backup because nothing can make one.
test('no PostgreSQL programs on the machine', async () => {
  const path = given.barePath();
  const ran = await given.apart(`mount -t tmpfs none /usr/lib/postgresql; PATH=${path}`, given.reset());
  await given.expectFailure(ran, 69, 'no-programs');
});

// Catches: a dump tried with programs that refuse the server, told as a bug of the guard.
test('pg_dump older than the server', async () => {
  const newer = await startCluster({ bin: await bin17() });
  try {
    given.write({ ...teamSettings, postgres: { bin: bin15 } });
    const ran = await given.run(given.reset(newer.url()));
    await given.expectFailure(ran, 69, 'programs-older');
  } finally {
    await newer.stop();
  }
});

// Catches: a cut-off backup that is published, or one that takes an older one along.
test('disk full', async () => {
  // Something is new, or the earlier backup would do.
  await given.box.cluster.query('update public.shops set name = name');
  const disk = join(given.scratch, 'disk');
  mkdirSync(disk);
  given.write({ ...teamSettings, backups: { directory: disk } });
  const seen = join(given.scratch, 'seen');
  const prepare = [
    `size=$(( $(du -sk ${given.box.backups} | cut -f1) + 300 ))`,
    `mount -t tmpfs -o size=\${size}k none ${disk}`,
    `cp -a ${given.box.backups}/. ${disk}`,
    `cd ${disk}; sha256sum backup_2* > ${seen}.before; cd - >/dev/null`,
    `trap 'cd ${disk}; sha256sum backup_2* > ${seen}.after; ls -A > ${seen}.left' EXIT`,
  ].join('; ');
  const ran = await given.apart(prepare, given.reset());
  // Which of the two streams meets the end of the disk first is chance.
  await given.expectFailure(ran, 74, 'disk-full', [[/_(custom\.dump|full\.sql)\.partial/g, '_<file>.partial']]);
  expect(readFileSync(`${seen}.after`, 'utf8')).toBe(readFileSync(`${seen}.before`, 'utf8'));
  expect(readFileSync(`${seen}.left`, 'utf8')).not.toContain('.partial');
});

// Catches: backups written where somebody else's link leads.
test('backup directory that is a symbolic link', async () => {
  mkdirSync(join(given.scratch, 'elsewhere'), { recursive: true });
  symlinkSync(join(given.scratch, 'elsewhere'), join(given.scratch, 'link'));
  given.write({ ...teamSettings, backups: { directory: join(given.scratch, 'link') } });
  await readyFor(given.box, given.reset(), join(given.scratch, 'elsewhere'));
  await given.expectFailure(await given.run(given.reset()), 74, 'directory-is-link');
});

// Catches: forwarding first and writing down afterwards.
test('journal that cannot be written: approved, and still nothing is forwarded', async () => {
  const log = join(given.box.backups, 'reset_log.txt');
  if (existsSync(log)) renameSync(log, join(given.scratch, 'kept_log'));
  mkdirSync(log);
  try {
    const ran = await given.run(given.reset());
    const message = ran.screen.slice(ran.screen.lastIndexOf('permahub: The journal'));
    await given.expectFailure({ screen: message, status: ran.status }, 74, 'journal-not-written');
  } finally {
    rmSync(log, { recursive: true });
    if (existsSync(join(given.scratch, 'kept_log'))) renameSync(join(given.scratch, 'kept_log'), log);
  }
});
