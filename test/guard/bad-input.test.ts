import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import { bin15, type Cluster, freePort, startCluster } from '../support/cluster.ts';
import { bin17 } from '../support/postgres17.ts';
import { type Answer, runInTerminal, type TerminalResult } from '../support/pty.ts';
import { chain, expectGolden, published, type Replaced, withoutProgress } from './golden.ts';
import { agrees, openSandbox, realClis, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

const bin = (name: string) => resolve(import.meta.dirname, '../../bin', name);

describe('bad input: said whole, with its own status, nothing forwarded, nothing published harmed', () => {
  let box: Sandbox;
  let scratch: string;
  const settings = teamSettings;
  let before: Map<string, Measured>;
  let backups: Record<string, string>;
  let intents: number;
  let url: string;

  beforeAll(async () => {
    box = await openSandbox();
    scratch = mkdtempSync(join(tmpdir(), 'permahub-test-bad-'));
    url = box.cluster.url();
    commit(settings);
    before = await box.measure();
    const made = await box.asPerson('permahub', ['backup', '--target', url.replace(/:[^:@]+@/, '@')], []);
    expect(made).toMatchObject({ status: 0 });
  });
  afterAll(async () => {
    await box?.remove();
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  });
  beforeEach(() => {
    backups = published(box.backups);
    expect(Object.keys(backups).length).toBeGreaterThanOrEqual(6);
    intents = chain(box.backups).filter(({ kind }) => kind === 'intent').length;
  });
  afterEach(async () => {
    commit(settings);
    expect(published(box.backups)).toMatchObject(backups);
    expect(chain(box.backups).filter(({ kind }) => kind === 'intent')).toHaveLength(intents);
    expect(differing(before, await box.measure())).toEqual([]);
  });

  const reset = (to = url) => ['db', 'reset', `--remote=${to}`];
  const write = (text: string | object) =>
    box.write('.permahubrc.json', typeof text === 'string' ? text : `${JSON.stringify(text, null, 2)}\n`);

  /** Settings as the team has them: committed. */
  const commit = (written: object) => commitSettings(box, written);

  function replaced(more: Replaced = []): Replaced {
    return [
      ...more,
      [box.project.folder, '<project>'],
      [scratch, '<scratch>'],
      [resolve(import.meta.dirname, '../..'), '<permahub>'],
      [`:${box.cluster.port}`, ':<port>'],
      [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
    ];
  }

  async function expectFailure(
    ran: Pick<TerminalResult, 'screen' | 'status'>,
    status: number,
    name: string,
    more: Replaced = [],
  ): Promise<void> {
    expect(ran.screen).not.toContain(box.cluster.password);
    await expectGolden(withoutProgress(ran.screen), `bad-input/${name}`, replaced(more));
    expect(ran.status).toBe(status);
  }

  /** In a mount namespace of its own, what `prepare` mounts is seen by this run alone and gone with it. */
  function apart(prepare: string, args: readonly string[], answers: readonly Answer[] = []): Promise<TerminalResult> {
    const script = `set -e; ${prepare}; set +e; ${JSON.stringify(bin('supabase'))} "$@"`;
    return runInTerminal({
      command: 'unshare',
      args: ['--mount', 'sh', '-c', script, 'sh', ...args],
      cwd: box.project.folder,
      env: { ...box.env },
      answers,
      timeoutMs: 90_000,
    });
  }

  /** A PATH with what the shim itself needs and nothing else. */
  function barePath(): string {
    const folder = join(scratch, 'bare');
    if (existsSync(folder)) return folder;
    mkdirSync(folder);
    for (const name of ['sh', 'stty', 'dirname', 'readlink', 'git', 'node'])
      symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(folder, name));
    return folder;
  }

  test('no PostgreSQL programs in the folder that the settings name', async () => {
    mkdirSync(join(scratch, 'empty'), { recursive: true });
    write({ ...settings, postgres: { bin: join(scratch, 'empty') } });
    await expectFailure(await box.asPerson('supabase', reset(), agrees), 69, 'no-programs-in-bin');
  });

  test('no PostgreSQL programs on the machine', async () => {
    const path = barePath();
    const ran = await apart(`mount -t tmpfs none /usr/lib/postgresql; PATH=${path}`, reset(), agrees);
    await expectFailure(ran, 69, 'no-programs');
  });

  test('pg_dump older than the server', async () => {
    const newer = await startCluster({ bin: await bin17() });
    try {
      write({ ...settings, postgres: { bin: bin15 } });
      const ran = await box.asPerson('supabase', reset(newer.url()), agrees);
      await expectFailure(ran, 69, 'programs-older');
    } finally {
      await newer.stop();
    }
  });

  test('wrong password', async () => {
    const ran = await box.asPerson('supabase', reset(url.replace(box.cluster.password, 'wrong')), agrees);
    expect(ran.screen).not.toContain('wrong');
    await expectFailure(ran, 69, 'wrong-password');
  });

  test('database that is not there', async () => {
    await expectFailure(await box.asPerson('supabase', reset(box.cluster.url('nowhere')), agrees), 69, 'no-database');
  });

  test('server gone while it is dumped', async () => {
    const other = await startCluster();
    await other.query('create table slow (id int); insert into slow select generate_series(1, 1000)');
    const locker = new pg.Client({ connectionString: other.url() });
    locker.on('error', () => undefined);
    await locker.connect();
    try {
      // The dump waits for this table: it is certainly under way when the server goes.
      await locker.query('begin; lock table slow in access exclusive mode');
      const running = box.asPerson('supabase', reset(other.url()), agrees);
      await dumping(other);
      await other.stop();
      const ran = await running;
      // Either of the two that were connected may see it first; both say what happened.
      const name = ran.screen.includes('pg_dump') ? 'server-gone-under-dump' : 'server-gone';
      await expectFailure(ran, 69, name, [[`:${other.port}`, ':<port>']]);
      expect(leftovers(box.backups)).toEqual([]);
    } finally {
      await locker.end().catch(() => undefined);
      await other.stop();
    }
  });

  test('disk full', async () => {
    // Something is new, or the earlier backup would do.
    await box.cluster.query('update public.shops set name = name');
    const disk = join(scratch, 'disk');
    mkdirSync(disk);
    write({ ...settings, backups: { directory: disk } });
    const seen = join(scratch, 'seen');
    const prepare = [
      `size=$(( $(du -sk ${box.backups} | cut -f1) + 1500 ))`,
      `mount -t tmpfs -o size=\${size}k none ${disk}`,
      `cp -a ${box.backups}/. ${disk}`,
      `cd ${disk}; sha256sum backup_2* > ${seen}.before; cd - >/dev/null`,
      `trap 'cd ${disk}; sha256sum backup_2* > ${seen}.after; ls -A > ${seen}.left' EXIT`,
    ].join('; ');
    const ran = await apart(prepare, reset(), agrees);
    await expectFailure(ran, 74, 'disk-full');
    expect(readFileSync(`${seen}.after`, 'utf8')).toBe(readFileSync(`${seen}.before`, 'utf8'));
    expect(readFileSync(`${seen}.left`, 'utf8')).not.toContain('.partial');
  });

  test('settings that cannot be read', async () => {
    rmSync(join(box.project.folder, '.permahubrc.json'));
    mkdirSync(join(box.project.folder, '.permahubrc.json'));
    await expectFailure(await box.asPerson('supabase', reset(), agrees), 78, 'settings-unreadable');
  });

  test('settings that are no JSON', async () => {
    write('{ "owner": ');
    await expectFailure(await box.asPerson('supabase', reset(), agrees), 78, 'settings-no-json');
  });

  test('settings with unknown keys and wrong values: all of them are named', async () => {
    write({ ...settings, backup: {}, backups: { directry: 'x', maxAge: 'soon' } });
    await expectFailure(await box.asPerson('supabase', reset(), agrees), 78, 'settings-unknown-key');
  });

  test('no supabase folder: nothing says which project this is', async () => {
    const folder = mkdtempSync(join(scratch, 'outside-'));
    const run = (args: readonly string[]) =>
      runInTerminal({
        command: bin('supabase'),
        args,
        cwd: folder,
        env: { ...box.env, PATH: withCli() },
        answers: agrees,
      });
    const names: Replaced = [[folder, '<folder>']];
    await expectFailure(await run(['db', 'push']), 69, 'no-project-local', names);
    const linked = await run(['db', 'push', '--linked']);
    await expectFailure(linked, 77, 'no-project-linked', names);
  });

  /** The real CLI by name, for folders without settings. */
  function withCli(): string {
    const folder = join(scratch, 'cli');
    mkdirSync(folder, { recursive: true });
    if (!existsSync(join(folder, 'supabase'))) symlinkSync(realClis['3.1.0'], join(folder, 'supabase'));
    return `${barePath()}${delimiter}${folder}`;
  }

  test('target that cannot be reached', async () => {
    const port = await freePort();
    const ran = await box.asPerson('supabase', reset(url.replace(`:${box.cluster.port}/`, `:${port}/`)), agrees);
    await expectFailure(ran, 69, 'unreachable', [[`:${port}`, ':<port>']]);
  });

  test('transaction pooler on port 6543', async () => {
    const ran = await box.asPerson('supabase', reset(url.replace(`:${box.cluster.port}/`, ':6543/')), agrees);
    await expectFailure(ran, 77, 'port-6543');
  });

  test('role that row level security would filter, and role that cannot read a table', async () => {
    await box.cluster.query(`create role shop_app login password 'app';
      create role shop_reader login bypassrls password 'app'; grant usage on schema public to shop_reader;`);
    try {
      const as = (role: string) => reset(url.replace(/\/\/.*@/, `//${role}:app@`));
      await expectFailure(await box.asPerson('supabase', as('shop_app'), agrees), 69, 'role-filtered');
      await expectFailure(await box.asPerson('supabase', as('shop_reader'), agrees), 69, 'role-cannot-read');
    } finally {
      await box.cluster.query('drop owned by shop_app, shop_reader; drop role shop_app, shop_reader');
    }
  });

  test('two guards at once on one machine: the second says who works there', async () => {
    let second: TerminalResult | null = null;
    const first = await box.asPerson('supabase', reset(), [
      [
        /reason/,
        async () => {
          second = await box.asPerson('supabase', reset(), agrees);
          return '';
        },
      ],
    ]);
    expect(first.status).toBe(77);
    await expectFailure(second as unknown as TerminalResult, 75, 'two-guards', [
      [/process \d+/g, 'process <pid>'],
      [/since [\dT:.-]+Z/g, 'since <time>'],
    ]);
  });

  test('two guards at once on two machines: the database itself holds the lock', async () => {
    const hash = createHash('sha256').update(`permahub 127.0.0.1:${box.cluster.port}/postgres`).digest();
    const elsewhere = new pg.Client({ connectionString: url, application_name: 'permahub' });
    await elsewhere.connect();
    try {
      await elsewhere.query(`select pg_advisory_lock(${hash.readInt32BE(0)}, ${hash.readInt32BE(4)})`);
      await expectFailure(await box.asPerson('supabase', reset(), agrees), 75, 'two-machines', [
        [/since [\d: -]+ UTC/g, 'since <time> UTC'],
        [/process \d+/g, 'process <pid>'],
      ]);
    } finally {
      await elsewhere.end();
    }
  });

  test('backup directory that is a symbolic link', async () => {
    mkdirSync(join(scratch, 'elsewhere'), { recursive: true });
    symlinkSync(join(scratch, 'elsewhere'), join(scratch, 'link'));
    write({ ...settings, backups: { directory: join(scratch, 'link') } });
    await expectFailure(await box.asPerson('supabase', reset(), agrees), 74, 'directory-is-link');
  });

  test('journal that cannot be written: approved, and still nothing is forwarded', async () => {
    const log = join(box.backups, 'reset_log.txt');
    if (existsSync(log)) renameSync(log, join(scratch, 'kept_log'));
    mkdirSync(log);
    try {
      const ran = await box.asPerson('supabase', reset(), agrees);
      const message = ran.screen.slice(ran.screen.lastIndexOf('permahub: The journal'));
      await expectFailure({ screen: message, status: ran.status }, 74, 'journal-not-written');
    } finally {
      rmSync(log, { recursive: true });
      if (existsSync(join(scratch, 'kept_log'))) renameSync(join(scratch, 'kept_log'), log);
    }
  });

  test('no real CLI: everything that was tried is listed', async () => {
    const { cli: _, ...without } = settings;
    commit(without);
    mkdirSync(join(scratch, 'itself'));
    symlinkSync(bin('supabase'), join(scratch, 'itself/supabase'));
    const path = [barePath(), join(scratch, 'itself')].join(delimiter);
    const ran = await box.asPerson('supabase', reset(), agrees, { PATH: path });
    await expectFailure(ran, 69, 'no-cli');
  });

  test('a CLI of a version nobody knows', async () => {
    const fake = join(scratch, 'supabase-9');
    writeFileSync(fake, `#!/bin/sh\n[ "$1" = --version ] && echo 9.9.9 && exit\necho ran >> ${scratch}/ran\n`);
    chmodSync(fake, 0o755);
    commit({ ...settings, cli: fake });
    await expectFailure(await box.asPerson('supabase', reset(), agrees), 77, 'unknown-major');
    expect(existsSync(join(scratch, 'ran'))).toBe(false);
  });

  test('local stack that does not run, and no Docker to ask about it', async () => {
    const config = readFileSync(join(box.project.folder, 'supabase/config.toml'), 'utf8');
    const port = await freePort();
    box.write('supabase/config.toml', config.replace('54322', String(port)));
    try {
      const ran = await box.asPerson('supabase', ['db', 'reset'], agrees, { PATH: barePath() });
      await expectFailure(ran, 69, 'no-docker', [[`:${port}`, ':<port>']]);
      const stop = await box.asPerson('supabase', ['stop', '--no-backup'], agrees, { PATH: barePath() });
      await expectFailure(stop, 69, 'no-docker', [[`:${port}`, ':<port>']]);
    } finally {
      box.write('supabase/config.toml', config);
    }
  });

  test('an argument that is not UTF-8', async () => {
    const text = `exec ${bin('supabase')} db reset --remote=${url} --sql-paths $(printf 'a\\377b')`;
    const ran = await runInTerminal({
      command: 'sh',
      args: ['-c', text],
      cwd: box.project.folder,
      env: box.env,
      answers: agrees,
    });
    await expectFailure(ran, 77, 'not-utf-8');
  });
});

/** Waits until pg_dump is connected. */
async function dumping(cluster: Cluster): Promise<void> {
  const sql = `select from pg_stat_activity where application_name = 'pg_dump' or query ~ '^LOCK TABLE'`;
  for (const since = Date.now(); (await cluster.query(sql)).length === 0; await new Promise((r) => setTimeout(r, 50)))
    if (Date.now() - since > 30_000) throw new Error('pg_dump never came');
}

function leftovers(directory: string): string[] {
  return execFileSync('ls', ['-A', directory], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => /partial|running/.test(name));
}
