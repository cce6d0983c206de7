import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, confirmation, runInTerminal } from '../support/pty.ts';
import { port, type StackProject, startProject } from './project.ts';

const yes: readonly Answer[] = [[/reason/, 'A test of volumes'], confirmation];
const no: readonly Answer[] = [[/reason/, '\u0003']];

const person = (project: StackProject, command: string, args: readonly string[], answers = yes) =>
  runInTerminal({
    command: resolve(import.meta.dirname, '../../bin', command),
    ...{ args, answers, cwd: project.folder, env: project.env as Record<string, string> },
    timeoutMs: 300_000,
  });
/** What a person does and means: it ends well. */
async function done(project: StackProject, command: string, ...args: string[]): Promise<string> {
  const ran = await person(project, command, args);
  expect(ran.status, ran.screen).toBe(0);
  return flat(ran.screen);
}
const flat = (screen: string) => screen.replaceAll(/\s+/g, ' ');
const lines = (text: string) => text.trim().split('\n').filter(Boolean).sort();
const volumes = (project: StackProject) => lines(project.docker('volume', 'ls', '-q'));
const engine = (project: StackProject) => ({
  volumes: volumes(project),
  containers: lines(project.docker('ps', '-a', '--format', '{{.Names}} {{.State}} {{.ID}}')),
});
const folder = (project: StackProject) => join(project.folder, 'backups/database');
/** Absolute, without its ending: the newest backup with this in its name. */
const backupOf = (project: StackProject, part: string) =>
  join(
    folder(project),
    readdirSync(folder(project))
      .filter((file) => file.includes(part) && file.endsWith('_metadata.json'))
      .sort()
      .at(-1)
      ?.replace('_metadata.json', '') ?? '',
  );
const lastIntent = (project: StackProject) =>
  readFileSync(join(folder(project), 'reset_log.chain'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .findLast(({ kind }) => kind === 'intent').facts;

describe('another database in the volume', { timeout: 400_000 }, () => {
  let project: StackProject;
  let before: Record<string, string>;
  const notes = () => project.query('select count(*)::int as n from public.notes', 'otherdb');
  const url = (database: string) => `postgresql://postgres:postgres@127.0.0.1:${port}/${database}`;
  beforeAll(async () => {
    project = await startProject(3, 'alone');
    await project.query('create database otherdb');
    await project.query('create table public.notes as select n from generate_series(1, 70) n', 'otherdb');
    before = await project.facts();
  });
  afterAll(() => project?.remove());

  test('a reset by the URL of it is refused with what to do, and nothing is lost in either', async () => {
    const ran = await person(project, 'supabase', ['db', 'reset', `--remote=${url('otherdb')}`, '--yes'], []);
    expect(ran.status).toBe(77);
    expect(flat(ran.screen)).toContain(
      'not only otherdb. To start otherdb anew: `supabase db query` with DROP DATABASE',
    );
    expect(await project.facts()).toEqual(before);
    expect(await notes()).toEqual([{ n: 70 }]);
  });

  test('goes with a reset by the URL of postgres, after a backup of its own', async () => {
    const screen = await done(project, 'supabase', 'db', 'reset', `--remote=${url('postgres')}`, '--yes');
    expect(screen).toContain(`Also lost 127.0.0.1:${port}/otherdb: 1 table, 70 rows`);
    expect(screen).toContain(
      `To put back 127.0.0.1:${port}/otherdb: create the database otherdb, then permahub restore`,
    );
    await expect(notes()).rejects.toThrow('database "otherdb" does not exist');
    const facts = lastIntent(project);
    expect(facts.others).toMatchObject([{ target: 'local:alone/otherdb', proof: 'restored' }]);
  });

  test('comes back like the target itself, as the screen says', async () => {
    await done(project, 'permahub', 'undo');
    expect(await project.facts()).toEqual(before);
    await project.query('create database otherdb');
    await done(
      project,
      'permahub',
      'restore',
      backupOf(project, 'otherdb'),
      '--to',
      url('otherdb').replace(':postgres@', '@'),
    );
    expect(await notes()).toEqual([{ n: 70 }]);
  });

  test('of a stopped stack both are backed up and proven; who says no finds volume and container as they were', async () => {
    project.docker('stop', 'supabase_db_alone');
    const was = engine(project);
    const ran = await person(project, 'supabase', ['db', 'reset'], no);
    expect(ran.status, ran.screen).toBe(130);
    expect(flat(ran.screen)).toContain('The local stack is stopped: its volume supabase_db_alone was copied');
    expect(flat(ran.screen)).toContain('Also lost local/otherdb: 1 table, 70 rows');
    expect(ran.screen).not.toContain('NOT VERIFIED');
    expect(engine(project)).toEqual(was);
  });

  test('of a stopped stack: reset for who says yes; undone to the last row, though it is stopped again', async () => {
    // The CLI resets a container that is only stopped: its data would be gone.
    const screen = await done(project, 'supabase', 'db', 'reset');
    expect(screen).toContain('The rows are as rehearsed.');
    expect(await project.query('select count(*)::int as n from public.orders')).toEqual([{ n: 0 }]);
    project.docker('stop', 'supabase_db_alone');
    expect(await done(project, 'permahub', 'undo')).not.toContain('NOT VERIFIED');
    expect(await project.facts()).toEqual(before);
  });

  test('a reset of a stack without a container is refused, as the CLI itself would', async () => {
    expect(project.supabase('stop').status).toBe(0);
    const ran = await person(project, 'supabase', ['db', 'reset'], []);
    expect(ran.status).toBe(69);
    expect(flat(ran.screen)).toContain('Its volume is there, with its data.');
    expect(project.supabase('db', 'reset').status).toBe(1);
    expect(volumes(project)).toEqual(['supabase_db_alone']);
  });

  test('`stop --backup --no-backup` takes a stopped stack’s volume, and `permahub undo` starts it and puts it back', async () => {
    const screen = await done(project, 'supabase', 'stop', '--backup', '--no-backup');
    expect(screen).toContain('This deletes the volumes of the local stack');
    expect(screen).toContain('Volumes gone, measured: supabase_db_alone');
    expect(volumes(project)).toEqual([]);
    expect(await done(project, 'permahub', 'undo')).toContain('the local stack does not run: starting it');
    expect(await project.facts()).toEqual(before);
  });

  test('no container of ours is left', () => {
    expect(project.docker('ps', '-aq', '--filter', 'label=permahub=scratch')).toBe('');
  });
});

describe('two projects on one machine', { timeout: 400_000 }, () => {
  let first: StackProject;
  let second: StackProject;
  let before: readonly Record<string, string>[];
  const facts = async () => [await first.facts(), await second.facts()];
  beforeAll(async () => {
    first = await startProject(2, 'first');
    second = await startProject(3, 'second', port + 10);
    await first.query('delete from public.order_items');
    before = await facts();
  });
  afterAll(() => {
    first?.remove();
    second?.remove();
  });
  const config = (change: (text: string) => string) => {
    const file = join(first.folder, 'supabase/config.toml');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };

  test('a port that was changed to the other’s: the database that would go is backed up, nothing else is acted on', async () => {
    config((text) => text.replace(`port = ${port}\n`, `port = ${port + 10}\n`));
    try {
      const reset = await person(first, 'supabase', ['db', 'reset'], no);
      expect(flat(reset.screen)).toContain(
        `The settings say port ${port + 10}; the container supabase_db_first is published on ${port}: what is in it was backed up, and is acted on`,
      );
      const { identity } = JSON.parse(readFileSync(`${backupOf(first, 'pre-reset')}_metadata.json`, 'utf8'));
      const [own] = await first.query<{ is: string }>('select system_identifier::text as is from pg_control_system()');
      expect(identity.systemIdentifier).toBe(own?.is);
      const push = await person(first, 'supabase', ['db', 'push', '--local'], []);
      expect({ status: push.status, screen: flat(push.screen) }).toMatchObject({
        status: 77,
        screen: expect.stringContaining(`What answers on ${port + 10} may be another project's.`),
      });
      expect(first.supabase('stop').status).toBe(0);
      const alone = await person(first, 'supabase', ['db', 'push', '--local'], []);
      expect(flat(alone.screen)).toContain(`on port ${port + 10} the container supabase_db_second answers`);
      expect(alone.status).toBe(77);
    } finally {
      config((text) => text.replace(`port = ${port + 10}\n`, `port = ${port}\n`));
      first.supabase('db', 'start');
    }
    expect(await facts()).toEqual(before);
  });

  test('`stop --project-id` of the other backs up the other, from whose folder it is put back', async () => {
    const screen = await done(first, 'supabase', 'stop', '--project-id', 'second', '--no-backup');
    expect(screen).toContain('--project-id names second, and this folder is first');
    expect(screen).toContain('Volumes gone, measured: supabase_db_second');
    expect(volumes(first)).toEqual(['supabase_db_first']);
    expect(await first.facts()).toEqual(before[0]);
    expect(second.supabase('db', 'start').status).toBe(0);
    await done(second, 'permahub', 'restore', backupOf(first, 'pre-stop'));
    expect(await second.facts()).toEqual(before[1]);
  });

  test('`stop --all --no-backup` backs up every project, running or not, asks once, and says what went', async () => {
    expect(second.supabase('stop').status).toBe(0);
    first.docker('volume', 'create', '--label', 'com.supabase.cli.project=second', 'supabase_storage_second');
    const screen = await done(first, 'supabase', 'stop', '--all', '--no-backup');
    expect(screen).toContain('This deletes the volumes of every local stack on this machine.');
    expect(screen).toMatch(/Also lost local project second: \d+ tables, [\d,]+ rows/);
    expect(screen).toContain('Volumes gone, measured: supabase_db_first, supabase_db_second, supabase_storage_second');
    expect(volumes(first)).toEqual([]);
    expect(lastIntent(first)).toMatchObject({ target: 'local:first', others: [{ target: 'local:second' }] });
    await done(first, 'permahub', 'undo');
    expect(second.supabase('db', 'start').status).toBe(0);
    await done(second, 'permahub', 'restore', backupOf(first, 'second'));
    expect(await facts()).toEqual(before);
  });
});
