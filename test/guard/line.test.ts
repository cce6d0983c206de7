import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Metadata } from '../../src/backup/types.ts';
import { differing } from '../demo/measure.ts';
import type { Answer, TerminalResult } from '../support/pty.ts';
import { chain, published } from './golden.ts';
import { agrees, openSandbox, realClis, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

let box: Sandbox;
let url: string;
let scratch: string;

beforeAll(async () => {
  box = await openSandbox();
  url = box.cluster.url();
  // Scratch servers run as another account.
  scratch = mkdtempSync(join(tmpdir(), 'permahub-test-line-'));
  chmodSync(scratch, 0o777);
  commitSettings(box, teamSettings);
});
afterAll(async () => {
  await box?.remove();
  if (scratch) rmSync(scratch, { recursive: true, force: true });
});

const run = (args: readonly string[], answers: readonly Answer[] = agrees, env: Record<string, string> = {}) =>
  box.asPerson('supabase', args, answers, { TMPDIR: scratch, ...env });
const reset = () => ['db', 'reset', `--remote=${url}`];
const push = () => ['db', 'push', `--remote=${url}`];

/** A migration to push; the versions grow. */
let version = 20260101000000;
function migration(sql: string): string {
  version++;
  const file = `supabase/migrations/${version}_change.sql`;
  box.write(file, sql);
  return file;
}

/** Agrees, and does something while the question stands. */
const agreesAfter = (work: () => unknown): readonly Answer[] => [
  [/reason/, 'A test of the guarded line'],
  [
    /Type "(.+?)" to confirm/,
    async (match) => {
      await work();
      return match[1] as string;
    },
  ],
];

function newest(): Metadata {
  const file = readdirSync(box.backups)
    .filter((name) => name.endsWith('_metadata.json'))
    .sort()
    .at(-1) as string;
  return JSON.parse(readFileSync(join(box.backups, file), 'utf8'));
}
const rowsIn = (metadata: Metadata, name: string) => metadata.facts.tables.find((table) => table.name === name)?.rows;
const last = (kind: string) => chain(box.backups).findLast((line) => line.kind === kind);
const outcomeOf = (run: string | undefined) =>
  chain(box.backups).find((line) => line.kind === 'outcome' && line.run === run);
const rows = async (table: string) =>
  Number((await box.cluster.query(`select count(*) as n from ${table}`))[0]?.n as string);

describe('freshness: what is written meanwhile is in a newer backup before anything is forwarded', () => {
  test('an unchanged database needs no second backup, and the screen says so', async () => {
    const made = await box.alone('permahub', ['backup', 'morning', '--target', url.replace(/:[^:@/]+@/, '@')]);
    expect(made.status).toBe(0);
    const before = Object.keys(published(box.backups));
    const ran = await run(reset(), [[/reason/, '']]);
    expect(ran.status).toBe(77);
    expect(ran.screen).toContain('The database is still exactly this, measured just now.');
    expect(ran.screen).toContain('_morning');
    expect(Object.keys(published(box.backups))).toEqual(before);
  });

  test('a few rows more: a new backup, no new question', async () => {
    const first = newest().backup;
    migration('create table public.more_notes (id int);');
    const added = "insert into public.order_events (order_id, became) select n, 'paid' from generate_series(1, 50) n";
    const before = await rows('public.order_events');
    const second = await run(
      push(),
      agreesAfter(() => box.cluster.query(added)),
    );
    expect(second.status).toBe(0);
    expect(second.screen).toContain('Something changed meanwhile');
    expect(second.screen.match(/to confirm/g)).toHaveLength(1);
    expect(newest().backup).not.toBe(first);
    expect(rowsIn(newest(), 'public.order_events')).toBe(before + 50);
    expect(last('intent')?.facts.backup).toBe(newest().backup);
    expect(outcomeOf(last('intent')?.run)?.facts).toMatchObject({ status: 0, changed: true });
    expect(last('intent')?.text).toMatch(
      /^Push reason: A test of the guarded line\nPush date: .+Z\nGit commit: [0-9a-f]{40}\n---\n$/,
    );
  });

  test('more than 1 % more rows, or another migration: asked again, and told why', async () => {
    const file = migration('create table public.third_notes (id int);');
    const grow = "insert into public.order_events (order_id, became) select n, 'paid' from generate_series(1, 3000) n";
    const ran = await run(push(), [
      ...agreesAfter(() => box.cluster.query(grow)),
      ...agreesAfter(() => box.write(file, 'create table public.other_notes (id int);')),
      ...agrees,
    ]);
    expect(ran.status).toBe(0);
    expect(ran.screen).toMatch(/[\d,]+ rows now, [\d,]+ when you were asked\./);
    expect(ran.screen.replace(/\s+/g, ' ')).toContain(`${file} changed after you were asked.`);
    expect(
      await box.cluster.query("select to_regclass('public.third_notes') as a, to_regclass('public.other_notes') as b"),
    ).toEqual([{ a: null, b: 'other_notes' }]);
  });

  test('a writer that never stops: the guard closes the window, and every row it got committed is in the last backup', async () => {
    await box.cluster.query(`create role app_writer login password 'w';
      grant usage on schema public to app_writer; grant insert on public.order_events to app_writer;`);
    const before = await rows('public.order_events');
    const writer = writeForever(url.replace(/\/\/.*@/, '//app_writer:w@'));
    const ran = await run(reset());
    const { committed, turnedAway } = await writer.stop();
    expect({ status: ran.status, end: ran.status === 0 ? '' : ran.screen.slice(-3000) }).toEqual({
      status: 0,
      end: '',
    });
    expect(ran.screen).toContain('stopping writes, then taking the last backup');
    expect(turnedAway).toBeGreaterThan(0);
    const kept = (rowsIn(newest(), 'public.order_events') as number) - before;
    // One commit may have been done by the server without the writer hearing of it.
    expect(kept - committed).toBeGreaterThanOrEqual(0);
    expect(kept - committed).toBeLessThanOrEqual(1);
    expect(last('intent')?.facts.backup).toBe(newest().backup);
    expect(await box.cluster.query('select * from pg_db_role_setting')).toEqual([]);
    const undone = await box.asPerson('permahub', ['undo'], agrees);
    expect(undone.status).toBe(0);
    expect(await rows('public.order_events')).toBe(before + kept);
    await box.cluster.query('drop owned by app_writer; drop role app_writer');
  }, 150_000);
});

describe('a run that is ended', () => {
  test('by Ctrl-C while backing up: status 130, and nothing of it is left', async () => {
    const before = await box.measure();
    const held = await lockTable();
    try {
      const ran = await run(reset(), [[/Backing up and proving/, '\u0003']]);
      expect(ran.status).toBe(130);
      expect(ran.screen).toContain('permahub: Stopped by Ctrl-C. Nothing was forwarded to the Supabase CLI.');
      await expectNothingLeft();
      expect(unfinished()).toEqual([]);
    } finally {
      await held.release();
    }
    expect(differing(before, await box.measure())).toEqual([]);
  });

  test('by SIGKILL while backing up: a second later nothing runs any more, and the next run clears the folder', async () => {
    const held = await lockTable();
    try {
      const ran = await run(reset(), [
        [
          /Backing up and proving/,
          () => {
            process.kill(guardOf('dist/supabase.js'), 'SIGKILL');
            return '';
          },
        ],
      ]);
      expect(ran.status).toBe(137);
      await expectNothingLeft();
    } finally {
      await held.release();
    }
    expect((await run(reset(), [[/reason/, '']])).status).toBe(77);
    expect(unfinished()).toEqual([]);
  });

  test('by SIGKILL while the real CLI works: the next screen says that an outcome is missing', async () => {
    migration('select pg_sleep(3); create table public.slow_notes (id int);');
    const killed = run(push());
    const known = chain(box.backups).length;
    await until(() =>
      chain(box.backups)
        .slice(known)
        .some(({ kind }) => kind === 'intent'),
    );
    const intent = last('intent');
    process.kill(guardOf('dist/supabase.js'), 'SIGKILL');
    expect((await killed).status).toBe(137);
    expect(outcomeOf(intent?.run)).toBeUndefined();
    await until(() => running('bin/supabase').length === 0);
    const next = await run(reset(), [[/reason/, '']]);
    expect(next.screen.replace(/\s+/g, ' ')).toMatch(
      /An earlier run \(supabase db push .*?\) was approved and has no outcome: it died, or it is still running\./,
    );
    const verified = await box.alone('permahub', ['journal', 'verify', '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, openIntents: [{ run: intent?.run }] });
  });
});

describe('what is forwarded', () => {
  test('a failing migration: its own status, journalled, and undone', async () => {
    const before = await box.measure();
    const bad = migration('create table public.half (id int); select 1 / 0;');
    const ran = await run(push());
    expect(ran.status).toBe(1);
    expect(ran.screen).toContain('division by zero');
    expect(outcomeOf(last('intent')?.run)?.facts).toMatchObject({ status: 1, changed: true });
    rmSync(join(box.project.folder, bad));
    const undone = await box.asPerson('permahub', ['undo'], agrees);
    expect(undone.status).toBe(0);
    expect(differing(before, await box.measure())).toEqual([]);
  });

  test('2.122.1: its own form of the push', async () => {
    commitSettings(box, { ...teamSettings, cli: realClis['2.122.1'] });
    migration('create table public.old_notes (id int);');
    const ran = await run(['db', 'push', '--db-url', url]);
    expect(ran.status).toBe(0);
    expect(last('intent')?.text).toContain('Push reason: ');
    expect(await box.cluster.query("select to_regclass('public.old_notes') as a")).toEqual([{ a: 'old_notes' }]);
    commitSettings(box, teamSettings);
  });

  test('--destructive is ours and never reaches the CLI; what was typed does, byte for byte', async () => {
    const cli = standIn();
    commitSettings(box, { ...teamSettings, cli: cli.path });
    const ran = await run([...push(), '--destructive', '--include-all']);
    expect(ran.status).toBe(7);
    expect(cli.calls()).toEqual([`db push --remote=${url} --include-all --yes`]);
    commitSettings(box, teamSettings);
  });
});

describe('refused before anything is contacted', () => {
  const nobody = async (args: readonly string[]): Promise<TerminalResult> => {
    const cli = standIn();
    commitSettings(box, { ...current, cli: cli.path });
    const before = await connections();
    const ran = await run(args);
    expect(ran.status).toBe(77);
    expect(await connections()).toBe(before);
    expect(cli.calls()).toEqual([]);
    return ran;
  };
  let current: object = teamSettings;

  test('production: reset, push and migration down', async () => {
    current = { ...teamSettings, environments: { staging: { hosts: ['127.0.0.1:1'] } } };
    expect((await nobody(reset())).screen).toContain('A production database is never reset.');
    expect((await nobody(push())).screen).toContain('is production: this needs');
    expect((await nobody(['migration', 'down', `--remote=${url}`])).screen).toContain('is production: this needs');
  });

  test('staging, when no owner is named or somebody else is there', async () => {
    const { owner: _, ...ownerless } = teamSettings;
    current = ownerless;
    expect((await nobody(reset())).screen).toContain('needs the owner, and the settings name none');
    current = { ...teamSettings, owner: { name: 'Olga', email: 'olga@harbour.example' } };
    expect((await nobody(reset())).screen).toContain("the git identity here is not the owner's");
    commitSettings(box, teamSettings);
  });
});

/** A stand-in for the real CLI that writes down how it was called. */
function standIn(): { readonly path: string; readonly calls: () => string[] } {
  const path = join(scratch, 'stand-in');
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && echo 3.1.0 && exit\necho "$*" >> ${path}.calls\nexit 7\n`);
  chmodSync(path, 0o755);
  rmSync(`${path}.calls`, { force: true });
  return {
    path,
    calls: () => {
      try {
        return readFileSync(`${path}.calls`, 'utf8').trim().split('\n');
      } catch {
        return [];
      }
    },
  };
}

/** How many sessions there ever were. */
async function connections(): Promise<number> {
  await new Promise((r) => setTimeout(r, 1100)); // Sessions are counted once they ended, at most once a second.
  const [row] = await box.cluster.query(
    'select sum(sessions)::int as n from pg_stat_database where datname is not null',
  );
  return (row?.n as number) - ++own;
}
let own = 0;

/** Inserts a row every few milliseconds, reconnecting for ever. */
function writeForever(connectionString: string) {
  let committed = 0;
  let turnedAway = 0;
  let going = true;
  const done = (async () => {
    while (going) {
      const client = new pg.Client({ connectionString });
      client.on('error', () => undefined);
      try {
        await client.connect();
        while (going) {
          await client.query("insert into public.order_events (order_id, became) values (1, 'paid')");
          committed++;
          // Seldom enough to stay below the 1 % that would be asked for again.
          await new Promise((r) => setTimeout(r, 120));
        }
      } catch (error) {
        if (/read-only transaction/.test((error as Error).message)) turnedAway++;
        await new Promise((r) => setTimeout(r, 15));
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  })();
  return {
    stop: async () => {
      going = false;
      await done;
      return { committed, turnedAway };
    },
  };
}

/** Locks a table, so that a backup is certainly still under way. */
async function lockTable(): Promise<{ readonly release: () => Promise<void> }> {
  const locker = new pg.Client({ connectionString: url, application_name: 'locker' });
  await locker.connect();
  await locker.query('update public.shops set name = name');
  await locker.query('begin; lock table public.reviews in access exclusive mode');
  return { release: () => locker.end() };
}

/** Processes of this sandbox whose command line holds the words. */
function running(words: string): number[] {
  const found: number[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      if (command.includes(words) && environment.includes(`TMPDIR=${scratch}`)) found.push(Number(pid));
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

function guardOf(words: string): number {
  const pid = running(words).find((each) => readFileSync(`/proc/${each}/comm`, 'utf8').startsWith('node'));
  if (pid === undefined) throw new Error(`no guard runs: ${execFileSync('ps', ['-ef'], { encoding: 'utf8' })}`);
  return pid;
}

async function expectNothingLeft(): Promise<void> {
  await until(() => running('').length === 0 && readdirSync(scratch).every((name) => !name.startsWith('permahub-')));
  const sessions = await box.cluster.query(
    "select pid from pg_stat_activity where application_name = 'permahub' and state <> 'active'",
  );
  expect(sessions).toEqual([]);
}

function unfinished(): string[] {
  return readdirSync(box.backups).filter((name) => /partial|running/.test(name));
}

async function until(holds: () => boolean, seconds = 15): Promise<void> {
  for (const since = Date.now(); !holds(); await new Promise((r) => setTimeout(r, 50)))
    if (Date.now() - since > seconds * 1000)
      throw new Error(
        `not within ${seconds} s: ${running('').map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))} ${readdirSync(scratch)}`,
      );
}
