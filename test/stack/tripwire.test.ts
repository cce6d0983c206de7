import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, confirmation, runInTerminal } from '../support/pty.ts';
import { port, type StackProject, startProject } from './project.ts';

const bin = (command: string) => resolve(import.meta.dirname, '../../bin', command);
const agrees: readonly Answer[] = [[/reason/, 'A test of the tripwire'], confirmation];

describe.each([3, 2] as const)('the tripwire of a real local stack (CLI %s.x)', { timeout: 400_000 }, (major) => {
  let project: StackProject;
  let before: Record<string, string>;
  beforeAll(async () => {
    project = await startProject(major, `wire${major}`);
    // As npm would have it: `npx supabase` finds the real CLI there.
    mkdirSync(join(project.folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync(project.cli, join(project.folder, 'node_modules/.bin/supabase'));
    before = await project.facts();
  });
  afterAll(() => project?.remove());

  const alone = (command: string, ...args: string[]) =>
    spawnSync(command, args, { cwd: project.folder, env: project.env, encoding: 'utf8' });
  const wire = (...args: string[]) => alone(bin('permahub'), 'tripwire', ...args);
  const state = () => JSON.parse(wire('status', '--json').stdout);
  const person = async (command: string, args: readonly string[], answers = agrees) => {
    const ran = await runInTerminal({
      ...{ command: bin(command), args, cwd: project.folder, env: project.env as Record<string, string>, answers },
      timeoutMs: 300_000,
    });
    expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
    return ran.screen.replaceAll(/\s+/g, ' ');
  };
  const install = () => person('permahub', ['tripwire', 'install'], [confirmation]);
  /** Around the guard, as whoever logs in so. */
  const as = async (user: string, sql: string) => {
    const client = new pg.Client({ host: '127.0.0.1', port, user, password: 'postgres', database: 'postgres' });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const nothingIsGone = async () => expect(await project.facts()).toEqual(before);
  const migrate = (version: number, sql: string) => {
    const file = join(project.folder, `supabase/migrations/${version}_test.sql`);
    writeFileSync(file, sql);
    return () => rmSync(file);
  };
  /** The CLI's remote path onto the local stack: 0.0.0.0 is none of the names it takes for local. */
  const byAddress = () => {
    const url = `postgresql://postgres:postgres@0.0.0.0:${port}/postgres`;
    return major === 3 ? [`--remote=${url}`] : ['--db-url', `${url}?sslmode=disable`];
  };

  test('is installed whole, though postgres is no superuser: by supabase_admin, on every table', async () => {
    expect(await as('postgres', 'select rolsuper from pg_roles where rolname = current_user')).toMatchObject({
      rows: [{ rolsuper: false }],
    });
    await install();
    const is = state();
    expect(is).toMatchObject({ state: 'armed', owner: 'supabase_admin', problems: [] });
    expect(is.eventTriggers).toEqual(['permahub_start', 'permahub_drop', 'permahub_rewrite', 'permahub_end']);
    expect(is.tables).toMatchObject({ lacking: [], outOfReach: [] });
    expect(is.tables.guarded).toEqual(expect.arrayContaining(['public.orders', 'auth.users', 'storage.objects']));
    await nothingIsGone();
  });

  test.each([
    ['drop table public.reviews', 'DROP TABLE: table public.reviews'],
    ['drop schema public cascade', 'DROP SCHEMA'],
    ['alter table public.customers drop column joined_on', 'ALTER TABLE: table column public.customers.joined_on'],
    ['truncate public.order_items', 'TRUNCATE: table public.order_items'],
    ['delete from public.order_items', 'DELETE: more than 100 rows of table public.order_items'],
  ])('refuses postgres around the guard: %s', async (sql, refused) => {
    await expect(as('postgres', sql)).rejects.toMatchObject({
      code: 'PH001',
      message: expect.stringContaining(`Permahub guards this database and refused ${refused}`),
    });
    await nothingIsGone();
  });

  test('refuses psql inside the container as well', async () => {
    const inside = ['exec', `supabase_db_${project.id}`, 'psql', '-X', '-U', 'postgres', '-c'];
    const ran = alone('docker', ...inside, 'drop table public.reviews');
    expect([ran.status, ran.stderr]).toEqual([1, expect.stringContaining('refused DROP TABLE')]);
    await nothingIsGone();
  });

  test('never refuses the application and the platform: supabase_admin drops what it likes', async () => {
    await as('postgres', 'create table public.passing as select n from generate_series(1, 300) n');
    expect(state().tables.guarded).toContain('public.passing');
    await as('postgres', 'begin; set local role service_role; delete from public.passing; commit');
    await as('supabase_admin', 'drop table public.passing');
    await nothingIsGone();
  });

  test('refuses the real CLI around the guard: a push that drops, and a reset by an address it takes for remote', async () => {
    const takeBack = migrate(20990101000000, 'create table public.half (id int); drop table public.reviews;');
    const push = project.supabase('db', 'push', '--local', '--yes');
    takeBack();
    expect([push.status, push.stdout + push.stderr]).toEqual([
      1,
      expect.stringContaining('refused DROP TABLE: table public.reviews'),
    ]);
    const reset = project.supabase('db', 'reset', ...byAddress(), '--yes');
    expect([reset.status, reset.stdout + reset.stderr]).toEqual([
      1,
      expect.stringContaining('guards this database and refused DROP'),
    ]);
    await nothingIsGone();
  });

  test('lets what only adds go on: push and up, around the guard and through it, and guards the new tables', async () => {
    migrate(20990101000001, 'create table public.pushed as select generate_series(1, 300) as id;');
    expect(project.supabase('db', 'push', '--local', '--yes')).toMatchObject({ status: 0 });
    migrate(20990101000002, 'create table public.upped (id int);');
    expect(project.supabase('migration', 'up', '--local')).toMatchObject({ status: 0 });
    migrate(20990101000003, 'create table public.guarded (id int);');
    const through = alone(bin('supabase'), 'db', 'push', '--local');
    expect([through.status, through.status === 0 ? '' : through.stderr]).toEqual([0, '']);
    expect(state()).toMatchObject({ state: 'armed', problems: [] });
    const added = ['public.pushed', 'public.upped', 'public.guarded'];
    expect(state().tables.guarded).toEqual(expect.arrayContaining(added));
    await expect(as('postgres', 'delete from public.pushed')).rejects.toMatchObject({ code: 'PH001' });
    before = await project.facts();
  });

  test('through the guard a local reset works, and the new server has it again, read back', async () => {
    const { binding } = state();
    const screen = await person('supabase', ['db', 'reset']);
    expect(screen).toMatch(/the tripwire is installed again, and was read back: \d+ tables, 4 event triggers\./);
    const now = state();
    expect(now).toMatchObject({ state: 'armed', owner: 'supabase_admin', problems: [] });
    expect(now.binding.systemIdentifier).not.toBe(binding.systemIdentifier);
    await expect(as('postgres', 'drop table public.reviews')).rejects.toMatchObject({ code: 'PH001' });
    before = await project.facts();
  });

  test.runIf(major === 3)(
    'the stack stops and starts with it; of a stopped one a guarded reset installs it again too',
    async () => {
      expect(project.supabase('stop').status).toBe(0);
      expect(project.supabase('db', 'start').status).toBe(0);
      expect(state()).toMatchObject({ state: 'armed', problems: [] });
      project.docker('stop', `supabase_db_${project.id}`);
      expect(await person('supabase', ['db', 'reset'])).toContain('the tripwire is installed again');
      expect(state()).toMatchObject({ state: 'armed', problems: [] });
      await person('permahub', ['undo']);
      await nothingIsGone();
    },
  );

  test.runIf(major === 3)(
    'a volume that is deleted takes it away: what undo brings back is inert until it is installed again',
    async () => {
      const screen = await person('supabase', ['stop', '--no-backup']);
      // Nobody asks a database that is to be gone.
      expect(screen).not.toContain('the tripwire is');
      await person('permahub', ['undo']);
      await nothingIsGone();
      expect(state()).toMatchObject({ state: 'copy' });
      await as('postgres', 'begin; drop table public.reviews; rollback');
      await install();
      expect(state()).toMatchObject({ state: 'armed', problems: [] });
    },
  );

  test('is removed without a trace', async () => {
    await person('permahub', ['tripwire', 'remove'], [confirmation]);
    expect(state()).toMatchObject({ state: 'absent' });
    expect(
      await project.query(`
      select nspname from pg_namespace where nspname = 'permahub'
      union all select evtname from pg_event_trigger where evtname like 'permahub%'
      union all select tgname from pg_trigger where tgname like 'permahub%'`),
    ).toEqual([]);
    await nothingIsGone();
  });

  test('installed by postgres, where nothing else can log in, it is armed in part: TRUNCATE is refused, a drop is not', async () => {
    await project.query("alter role supabase_admin password 'nobody knows'");
    const ran = await runInTerminal({
      ...{ command: bin('permahub'), args: ['tripwire', 'install'], cwd: project.folder, answers: [confirmation] },
      env: project.env as Record<string, string>,
    });
    expect([ran.status, ran.screen]).toEqual([1, expect.stringContaining('is armed IN PART')]);
    const is = state();
    expect(is).toMatchObject({ state: 'partial', owner: 'postgres', eventTriggers: [] });
    expect(is.tables.guarded).toContain('public.orders');
    await expect(as('postgres', 'truncate public.order_items')).rejects.toMatchObject({ code: 'PH001' });
    await as('postgres', 'begin; drop table public.reviews; rollback');
  });

  test('cannot stop a local reset around the guard: the volume goes, and it with it; status says so', async () => {
    const ran = alone('npx', '--no-install', 'supabase', 'db', 'reset');
    expect([ran.status, ran.status === 0 ? '' : ran.stderr]).toEqual([0, '']);
    expect(await project.query('select count(*)::int as n from public.orders')).toEqual([{ n: 0 }]);
    const status = wire('status');
    expect([status.status, status.stdout]).toEqual([1, expect.stringContaining('has no tripwire')]);
  });
});
