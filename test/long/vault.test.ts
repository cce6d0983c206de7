import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differing } from '../demo/measure.ts';
import { sections, shapeOf } from '../docs/json-sections.ts';
import { expectGolden, published, withoutProgress } from '../guard/golden.ts';
import { agreesAfter } from '../guard/line.ts';
import { agrees, type Machine, machineFor, openSandbox, type Sandbox } from '../guard/sandbox.ts';
import { commitSettings, readyFor, teamSettings } from '../guard/team.ts';
import { type RestServer, startRestServer } from './rest-server.ts';

const password = 'correct-horse-7f3a';
let box: Sandbox;
let mate: Machine;
let server: RestServer;
let target: string;

const settings = (vault: object) => ({ ...teamSettings, backups: { vault } });
const withPassword = () => settings({ repository: server.repository, passwordFile: '../home/vault-password' });

beforeAll(async () => {
  server = await startRestServer();
  box = await openSandbox('3.1.0', { settings: ['autovacuum=off'] });
  mate = machineFor(box.cluster);
  target = box.cluster.url().replace(/:[^:@/]+@/, '@');
  for (const machine of [box, mate]) {
    writeFileSync(join(machine.project.home, 'vault-password'), `${password}\n`, { mode: 0o600 });
    commitSettings(machine, withPassword());
  }
});
afterAll(async () => {
  await server?.remove();
  mate?.project.remove();
  await box?.remove();
});

const permahub = (...args: string[]) => box.alone('permahub', args);
const volatile = () =>
  [
    [server.repository, '<repository>'],
    [box.project.folder, '<project>'],
    [mate.project.folder, '<project>'],
    [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
    [/\d+(\.\d+)? (bytes|kB|MB)/g, '<size>'],
    [/\b[0-9a-f]{64}\b/g, '<pack>'],
    [/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>'],
    [/PID \d+ on \S+ by .*$/gm, 'PID <pid>'],
  ] as const;
/** Progress lines depend on how fast the machine is. */
const golden = (text: string, name: string) =>
  expectGolden(
    withoutProgress(text.replaceAll(/^permahub: (Handing|Fetching|Checking) .*(…|: (done|failed), .*)\n/gm, '')),
    `vault-${name}`,
    volatile(),
  );
const listed = async (machine: Pick<Machine, 'alone'> = box): Promise<Record<string, string>> => {
  const printed = JSON.parse((await machine.alone('permahub', ['vault', 'list', '--json'])).stdout);
  const rows = printed.backups;
  if (rows[0]?.inVault) expect(shapeOf(printed)).toEqual(shapeOf(sections.get('vault list')));
  return Object.fromEntries(rows.map(({ backup, where }: { backup: string; where: string }) => [backup, where]));
};
/** Every byte that lies beside the backups: journal, logs, what pushes wrote down. */
const written = (directory: string) =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('backup_2') && lstatSync(join(directory, file)).isFile())
    .map((file) => readFileSync(join(directory, file), 'latin1'))
    .join('\n');

/** A backup made while the settings named no vault. */
async function backUpAlone(machine: Machine, name: string): Promise<string> {
  commitSettings(machine, teamSettings);
  const ran = await machine.alone('permahub', ['backup', name, '--target', target, '--json']);
  commitSettings(machine, withPassword());
  expect([ran.status, ran.status === 0 ? '' : ran.stderr]).toEqual([0, '']);
  return JSON.parse(ran.stdout).backup;
}

let first: string;
/** Files of the repository after the first push. */
let firstPacks: string[];
const packsNow = () =>
  readdirSync(join(server.folder, 'data'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /[0-9a-f]{64}$/.test(name),
  );
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('before it is made there is no vault to list: 69; made once it is made, a second time it is there', async () => {
  const none = await permahub('vault', 'list');
  expect(none.status).toBe(69);
  await golden(none.stderr, 'no-repository');
  const made = await permahub('vault', 'init');
  expect([made.status, made.stdout]).toEqual([0, '']);
  const again = await permahub('vault', 'init');
  expect([again.status, again.stdout]).toEqual([0, '']);
  await golden(`${made.stderr}\n${again.stderr}`, 'init');
});

test('a backup goes into the vault by itself, once, and every file in it is the one that is here', async () => {
  const ran = await permahub('backup', 'first', '--target', target, '--json');
  expect([ran.status, ran.status === 0 ? '' : ran.stderr]).toEqual([0, '']);
  first = JSON.parse(ran.stdout).backup;
  await golden(ran.stderr, 'after-backup');
  expect(await listed()).toEqual({ [first]: 'both' });
  firstPacks = packsNow();
  const restic = { ...resticEnv(), cwd: box.backups, encoding: 'buffer' as const, maxBuffer: 2 ** 28 };
  const snapshots = JSON.parse(execFileSync('restic', ['snapshots', '--json'], restic).toString());
  expect(snapshots).toHaveLength(1);
  expect(snapshots[0].tags).toEqual(
    expect.arrayContaining(['permahub', `backup=${first}`, 'environment=staging', expect.stringMatching(/^target=.+/)]),
  );
  for (const [file, hash] of Object.entries(published(box.backups)))
    expect([file, sha256(execFileSync('restic', ['dump', 'latest', `/${file}`], restic))]).toEqual([file, hash]);
  const again = await permahub('vault', 'push');
  expect([again.status, again.stdout]).toEqual([0, '']);
  await golden(again.stderr, 'push-again');
  expect(JSON.parse(execFileSync('restic', ['snapshots', '--json'], restic).toString())).toHaveLength(1);
});

test('a teammate on another machine pulls it by name, and restores it by name', async () => {
  expect(await listed(mate)).toEqual({ [first]: 'only in the vault' });
  const before = await box.measure();
  const pulled = await mate.alone('permahub', ['vault', 'pull', first]);
  expect([pulled.status, pulled.stdout]).toEqual([0, '']);
  const again = await mate.alone('permahub', ['vault', 'pull', first]);
  expect(again.status).toBe(0);
  await golden(`${pulled.stderr}\n${again.stderr}`, 'pull');
  const parts = (directory: string) =>
    Object.entries(published(directory)).filter(([file]) => !file.endsWith('_metadata.json'));
  expect(parts(mate.backups)).toEqual(parts(box.backups));
  expect(parts(mate.backups)).toHaveLength(5);
  for (const file of Object.keys(published(mate.backups)))
    expect([file, statSync(join(mate.backups, file)).mode & 0o777]).toEqual([file, 0o600]);

  await box.cluster.query('delete from public.reviews');
  const restored = await mate.asPerson('permahub', ['restore', first, '--target', target], agrees);
  expect([restored.status, restored.status === 0 ? '' : restored.screen]).toEqual([0, '']);
  expect(differing(before, await box.measure())).toEqual([]);
});

test('the backup that the restore made is in the vault too, and shows here as only there', async () => {
  const rows = await listed();
  expect(Object.values(rows).sort()).toEqual(['both', 'only in the vault']);
  const shown = await permahub('vault', 'list');
  expect([shown.status, shown.stderr]).toEqual([0, '']);
  await golden(shown.stdout, 'list');
});

test('another backup of the same name is overwritten on neither side: 77', async () => {
  const metadata = join(mate.backups, `${first}_metadata.json`);
  const kept = readFileSync(metadata, 'utf8');
  const other = kept.replace(/("roles": \{[^}]*"sha256": ")[0-9a-f]{4}/, '$10000');
  expect(other).not.toBe(kept);
  writeFileSync(metadata, other);
  const before = published(mate.backups);
  const pull = await mate.alone('permahub', ['vault', 'pull', first]);
  const push = await mate.alone('permahub', ['vault', 'push', first]);
  expect([pull.status, push.status]).toEqual([77, 77]);
  await golden(`${pull.stderr}\n${push.stderr}`, 'name-taken');
  expect((await listed(mate))[first]).toBe('differs');
  expect(published(mate.backups)).toEqual(before);
  writeFileSync(metadata, kept);
  expect((await listed(mate))[first]).toBe('both');
});

test('a backup whose file rotted here is not handed over: 65', async () => {
  const backup = await backUpAlone(mate, 'rot');
  const file = join(mate.backups, `${backup}_custom.dump`);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
  const ran = await mate.alone('permahub', ['vault', 'push', backup]);
  expect(ran.status).toBe(65);
  await golden(ran.stderr, 'rotten-here');
  expect((await listed(mate))[backup]).toBe('only here');
  for (const name of readdirSync(mate.backups).filter((each) => each.startsWith(backup)))
    rmSync(join(mate.backups, name));
});

test('without restic, without a vault, with the wrong password and with none: 69 each', async () => {
  const said: string[] = [];
  const fails = async (machine: Machine, env: Record<string, string>) => {
    const ran = await machine.alone('permahub', ['vault', 'push', first], env);
    expect([ran.status, ran.stdout]).toEqual([69, '']);
    said.push(ran.stderr);
  };
  await fails(mate, { PATH: withoutRestic() });
  writeFileSync(join(mate.project.home, 'vault-password'), 'wrong-battery-staple\n');
  await fails(mate, {});
  commitSettings(mate, settings({ repository: server.repository }));
  await fails(mate, {});
  await fails(mate, { RESTIC_PASSWORD: 'wrong-battery-staple' });
  commitSettings(mate, teamSettings);
  await fails(mate, { RESTIC_PASSWORD: password });
  await golden(said.join('\n'), 'fails');
  expect(said.join() + written(mate.backups)).not.toMatch(/wrong-battery-staple|correct-horse/);
  writeFileSync(join(mate.project.home, 'vault-password'), `${password}\n`);
  commitSettings(mate, withPassword());
});

test('the server gone: the backup is made all the same, and status says that it is not in the vault', async () => {
  await server.kill();
  const ran = await permahub('backup', 'lonely', '--target', target, '--json');
  const status = await permahub('status', '--json');
  await server.start();
  expect(ran.status).toBe(0);
  const { backup } = JSON.parse(ran.stdout);
  await golden(ran.stderr, 'server-gone');
  const { notes } = JSON.parse(status.stdout) as { notes: string[] };
  await golden(notes.join('\n'), 'server-gone-status');
  const push = await permahub('vault', 'push', '--json');
  expect(push.status).toBe(0);
  expect(shapeOf(JSON.parse(push.stdout))).toEqual(shapeOf(sections.get('vault push')));
  const rows = JSON.parse(push.stdout).backups.map((each: { backup: string; sent: boolean }) => [
    each.backup,
    each.sent,
  ]);
  expect(rows).toEqual([
    [first, false],
    [backup, true],
  ]);
  expect(JSON.parse((await permahub('status', '--json')).stdout).notes.join()).not.toContain('not in the vault');
});

test('the password may come from a command; one that fails is named, without what it holds', async () => {
  const command = (words: string) => settings({ repository: server.repository, passwordCommand: words });
  commitSettings(mate, command(`cat ${join(mate.project.home, 'vault-password')}`));
  expect((await listed(mate))[first]).toBe('both');
  commitSettings(mate, command('sh -c "exit 7" correct-horse-7f3a'));
  const ran = await mate.alone('permahub', ['vault', 'push', first]);
  expect([ran.status, ran.stdout]).toEqual([69, '']);
  expect(ran.stderr + written(mate.backups)).not.toContain(password);
  await golden(ran.stderr, 'password-command');
  commitSettings(mate, withPassword());
});

test('Ctrl-C during a push: 130, no restic is left, no lock, nothing half is listed, and a second push completes', async () => {
  await box.cluster.query(
    'create table public.noise as select md5(random()::text) as text from generate_series(1, 80000)',
  );
  const backup = await backUpAlone(box, 'stopped');
  await server.kill();
  await server.start('400k');
  const before = packsNow().length;
  const onceItSends = async () => {
    while (packsNow().length === before) await new Promise((resolve) => setTimeout(resolve, 50));
    return '\u0003';
  };
  const ran = await box.asPerson('permahub', ['vault', 'push', backup], [[/Handing backups/, onceItSends]]);
  expect(ran.status).toBe(130);
  await golden(ran.screen.replace(/(?<=_stopped, )\d+\.\d s/, '<s>'), 'interrupted');
  expect(commandLines().filter((line) => line.startsWith('restic\0'))).toEqual([]);
  await server.kill();
  await server.start();
  expect(execFileSync('restic', ['list', 'locks', '--no-lock'], { ...resticEnv(), encoding: 'utf8' })).toBe('');
  expect((await listed())[backup]).toBe('only here');
  const second = await permahub('vault', 'push', backup);
  expect([second.status, second.status === 0 ? '' : second.stderr]).toEqual([0, '']);
  expect((await listed())[backup]).toBe('both');
  await box.cluster.query('drop table public.noise');
});

test('every backup of a run goes into the vault by itself: what a later one took the place of, and what a migration left behind', async () => {
  const { vault } = withPassword().backups;
  await box.cluster.query('create table public.notes as select n from generate_series(1, 1000) n');
  box.write('supabase/migrations/20260301000000_remark.sql', 'drop table public.notes;\n');
  commitSettings(box, { ...teamSettings, backups: { vault, afterMigration: true } });
  const push = ['db', 'push', `--remote=${target}`];
  await readyFor(box, push);
  const before = await listed();
  const more = () => box.cluster.query('insert into public.notes select n from generate_series(1, 5) n');
  const ran = await box.asPerson('supabase', push, agreesAfter(more));
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  expect(ran.screen).toContain('Something changed meanwhile');
  const made = Object.entries(await listed()).filter(([backup]) => !(backup in before));
  expect(made.map(([backup, where]) => [backup.replace(/\d{8}_\d{6}/, '<time>'), where])).toEqual([
    ['backup_<time>_post-migration-20260301000000_remark', 'both'],
    ['backup_<time>_pre-migration-20260301000000_remark', 'both'],
    ['backup_<time>_pre-migration-20260301000000_remark', 'both'],
  ]);
  for (const [backup] of made)
    expect(ran.screen.replace(/\s+/g, ' ')).toMatch(new RegExp(`In the vault: ${backup}, .* read back and equal`));
  commitSettings(box, withPassword());
});

test('the server gone in the middle of a push: nothing half is listed, no password was in any argv, and a second push completes', async () => {
  await box.cluster.query(
    'create table public.bulk as select md5(random()::text) || md5(random()::text) as text from generate_series(1, 150000)',
  );
  const backup = await backUpAlone(box, 'bulk');
  const packs = () =>
    execFileSync(
      'find',
      [server.folder, '-path', '*/data/*', '-type', 'f', '-newer', join(box.backups, `${backup}_metadata.json`)],
      { encoding: 'utf8' },
    )
      .split('\n')
      .filter(Boolean).length;
  await server.kill();
  await server.start('1500k');
  const running = box.alone('permahub', ['vault', 'push', backup]);
  const seen: string[] = [];
  while (packs() < 1) {
    seen.push(...commandLines());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await server.kill();
  const ran = await running;
  expect(ran.status).toBe(69);
  await golden(ran.stderr, 'server-gone-under-push');
  const ours = seen.filter((line) => line.startsWith('restic\0'));
  expect(ours.some((line) => line.includes(`backup=${backup}`))).toBe(true);
  expect(ours.filter((line) => line.includes(password) || line.includes(server.repository))).toEqual([]);
  expect(ran.stderr + written(box.backups)).not.toContain(password);

  await server.start();
  expect((await listed())[backup]).toBe('only here');
  const second = await permahub('vault', 'push', backup);
  expect([second.status, second.status === 0 ? '' : second.stderr]).toEqual([0, '']);
  expect((await listed())[backup]).toBe('both');
});

test('a lock that somebody left keeps a check away: 75; without it the check says what it read', async () => {
  const locked = await permahub('vault', 'check');
  expect(locked.status).toBe(75);
  await golden(locked.stderr, 'locked');
  execFileSync('restic', ['unlock'], resticEnv());
  const ran = await permahub('vault', 'check', '--read', '100%');
  expect([ran.status, ran.stdout]).toEqual([0, '']);
  // Packs of the push that was cut off are no part of any backup.
  const read = Number(/the content of (\d+) packs \(100% of the data\)/.exec(ran.stderr)?.[1]);
  expect(read).toBeGreaterThanOrEqual(firstPacks.length);
  expect(read).toBeLessThan(packsNow().length);
  const wrong = await permahub('vault', 'check', '--read', 'all');
  expect(wrong.status).toBe(64);
});

test('one flipped bit in the repository: check finds and names it, with the backups it takes away; a pull leaves nothing', async () => {
  const data = join(server.folder, 'data');
  const biggest = [...firstPacks].sort(
    (a, b) => statSync(join(data, b)).size - statSync(join(data, a)).size,
  )[0] as string;
  const pack = biggest.slice(-64);
  const bytes = readFileSync(join(data, biggest));
  bytes[1000]! ^= 1;
  chmodSync(join(data, biggest), 0o600);
  writeFileSync(join(data, biggest), bytes);

  const ran = await permahub('vault', 'check', '--read', '100%', '--json');
  expect([ran.status, ran.status === 65 ? '' : ran.stderr]).toEqual([65, '']);
  const found = JSON.parse(ran.stdout);
  expect(found).toMatchObject({ schema: 1, asked: '100%', damaged: [{ pack }] });
  expect(shapeOf(found)).toEqual(shapeOf(sections.get('vault check')));
  const { backups } = found.damaged[0] as { backups: string[] };
  expect(backups.length).toBeGreaterThan(0);
  // What shares a pack is restic's to decide.
  await golden(
    ran.stderr.replaceAll(/( +holds a part of backup_\S+\n)+/g, '      holds a part of <backups>\n'),
    'damaged',
  );
  expect(ran.stderr).toContain(pack);

  expect(backups).toContain(first);
  for (const name of readdirSync(mate.backups).filter((each) => each.startsWith(first)))
    rmSync(join(mate.backups, name));
  const before = readdirSync(mate.backups).sort();
  const pull = await mate.alone('permahub', ['vault', 'pull', first]);
  expect([pull.status, pull.status === 65 ? '' : pull.stderr]).toEqual([65, '']);
  expect(readdirSync(mate.backups).sort()).toEqual(before);
});

function resticEnv() {
  const cache = join(server.folder, '../cache');
  return {
    env: {
      PATH: process.env.PATH,
      RESTIC_REPOSITORY: server.repository,
      RESTIC_PASSWORD: password,
      RESTIC_CACHE_DIR: cache,
    },
  };
}

/** Every argument of every program that runs now. */
function commandLines(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}

/** A PATH with everything but restic. */
function withoutRestic(): string {
  const folder = join(mate.project.home, 'bin');
  execFileSync('sh', [
    '-c',
    'mkdir -p "$1" && IFS=: && for d in $PATH; do for f in "$d"/*; do [ -e "$f" ] || continue; n=$(basename "$f"); [ "$n" = restic ] || [ -e "$1/$n" ] || ln -s "$f" "$1/$n"; done; done',
    'sh',
    folder,
  ]);
  return folder;
}
