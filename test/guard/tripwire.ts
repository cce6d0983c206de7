import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import { confirmation } from '../support/pty.ts';
import { chain, expectGolden, type Replaced } from './golden.ts';
import { agrees, openSandbox, realClis, type Sandbox } from './sandbox.ts';
import { commitAll, readyFor } from './team.ts';

const flags = { '3.1.0': (url: string) => [`--remote=${url}`], '2.122.1': (url: string) => ['--db-url', url] } as const;

/**
 * The tripwire behind the guard, and the real CLI around it; with pushes, parts of restores and rows where `whole`. Goldens are
 * those of the shorter run of 3.1.0.
 */
export function describeTripwire(version: keyof typeof realClis, whole: boolean): void {
  let box: Sandbox;
  let target: string;
  let at: readonly string[];
  let before: Map<string, Measured>;
  beforeAll(async () => {
    box = await openSandbox(version);
    target = box.cluster.url().replace(/:[^:@/]+@/, '@');
    at = flags[version](box.cluster.url());
    // As npm would have it: `npx supabase` finds the real CLI there.
    mkdirSync(join(box.project.folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync(realClis[version], join(box.project.folder, 'node_modules/.bin/supabase'));
    await readyFor(box, ['db', 'reset', ...at]);
    before = await box.measure();
  });
  afterAll(() => box?.remove());

  const volatile = (): Replaced => [
    [box.project.folder, '<project>'],
    [`:${box.cluster.port}`, ':<port>'],
    [/Type ".+ [a-z0-9]{4}" to confirm.*/g, 'Type "<label> <code>" to confirm'],
    [/"systemIdentifier": "\d+"/g, '"systemIdentifier": "<id>"'],
    [/permahub\.tripwire \d+ \d+/g, 'permahub.tripwire <id> <oid>'],
    [/<> '\d{15,}'/g, "<> '<id>'"],
    [/"databaseOid": \d+/g, '"databaseOid": <oid>'],
    [/"key": ".*"/g, '"key": "<key>"'],
  ];
  const golden = (text: string, name: string) =>
    version === '3.1.0' && !whole ? expectGolden(text, `tripwire-${name}`, volatile()) : undefined;
  const permahub = (...args: string[]) => box.alone('permahub', ['tripwire', ...args, '--target', target]);
  const install = () => box.asPerson('permahub', ['tripwire', 'install', '--target', target], [confirmation]);
  const state = async () => JSON.parse((await permahub('status', '--json')).stdout);
  const around = (command: string, ...args: string[]) =>
    new Promise<{ status: number; said: string }>((resolve) => {
      const env = { ...box.env, PATH: process.env.PATH };
      execFile(command, args, { cwd: box.project.folder, env }, (error, out, said) =>
        resolve({ status: error ? 1 : 0, said: `${out}${said}` }),
      );
    });
  const nothingIsGone = async () => expect(differing(before, await box.measure())).toEqual([]);
  const through = async (args: readonly string[]) => {
    const ran = await box.asPerson('supabase', [...args, ...at], agrees);
    expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
    // What was installed again is no difference to the rehearsal, and no loss.
    expect(ran.screen).not.toMatch(
      /permahub_(truncate|delete|start|drop|rewrite|end)|permahub\.(on_|refuse)|schema permahub/,
    );
    return ran.screen;
  };

  describe('before it is installed', () => {
    test('status says so: 1', async () => {
      const ran = await permahub('status');
      expect(ran.status).toBe(1);
      await golden(ran.stdout, 'absent');
    });
    test('a script installs nothing: 77', async () => {
      const ran = await permahub('install');
      expect(ran.status).toBe(77);
      await golden(ran.stderr, 'install-script');
    });
    test('a dry run prints the SQL and changes nothing', async () => {
      const ran = await permahub('install', '--dry-run');
      expect([ran.status, ran.stderr]).toEqual([0, '']);
      await golden(ran.stdout, 'dry-run');
      expect(await state()).toMatchObject({ state: 'absent' });
    });
    test('rows that are no number are a usage error: 64', async () => {
      const ran = await permahub('install', '--rows', 'many');
      expect(ran.status).toBe(64);
      await golden(ran.stderr, 'install-usage');
    });
  });

  test('a person installs it, confirmed with the typed text, journalled before and after', async () => {
    const ran = await install();
    expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
    await golden(ran.screen, 'install');
    const [intent, outcome] = chain(box.backups).slice(-2);
    expect(intent).toMatchObject({ kind: 'intent', facts: { command: 'tripwire install', backup: null } });
    expect(outcome).toMatchObject({ kind: 'outcome', run: intent?.run, facts: { status: 0, changed: false } });
    const status = await permahub('status');
    expect(status.status).toBe(0);
    await golden(status.stdout, 'armed');
    await golden((await permahub('status', '--json')).stdout, 'armed-json');
    await nothingIsGone();
  });

  describe('around the guard', () => {
    test.each([
      ['npx supabase db reset', 'npx', ['--no-install', 'supabase', 'db', 'reset']],
      ['the real binary, db reset', realClis[version], ['db', 'reset']],
      ['the real binary, migration down', realClis[version], ['migration', 'down', '--last', '1']],
    ])('%s drops nothing', async (_name, command, args) => {
      const ran = await around(command, ...args, ...at, '--yes');
      expect(ran.status).not.toBe(0);
      expect(ran.said).toContain('Permahub guards this database and refused DROP SCHEMA');
      await nothingIsGone();
    });

    test('db push of a migration that drops applies nothing of it', async () => {
      box.write(
        'supabase/migrations/20990101000000_drop.sql',
        'create table public.half (id int); drop table public.reviews;',
      );
      const ran = await around(realClis[version], 'db', 'push', ...at, '--yes');
      expect(ran.status).not.toBe(0);
      expect(ran.said).toContain('refused DROP TABLE: table public.reviews');
      await nothingIsGone();
    });
  });

  describe('through the guard', () => {
    test.runIf(whole)('that migration is pushed, for a person who agreed', async () => {
      commitAll(box);
      await through(['db', 'push']);
      expect((await box.measure()).has('public.reviews')).toBe(false);
      expect(await state()).toMatchObject({ state: 'armed', problems: [] });
    });

    test.runIf(whole)('undo puts the table back, and the tripwire stays whole', async () => {
      const ran = await box.asPerson('permahub', ['undo'], agrees);
      expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
      await nothingIsGone();
      expect(await state()).toMatchObject({ state: 'armed', problems: [] });
    });

    test.runIf(whole)('what only adds is pushed, and its tables are guarded', async () => {
      box.write(
        'supabase/migrations/20990101000000_drop.sql',
        'create table public.added as select generate_series(1, 300) as id;',
      );
      commitAll(box);
      await through(['db', 'push']);
      before = await box.measure();
      const { tables } = await state();
      expect(tables.guarded).toContain('public.added');
      await expect(box.cluster.query('delete from public.added')).rejects.toMatchObject({ code: 'PH001' });
    });

    test('a reset takes it away, and it is installed again with the rows it had', async () => {
      const ran = await box.asPerson(
        'permahub',
        ['tripwire', 'install', '--rows', '250', '--target', target],
        [confirmation],
      );
      expect(ran.status).toBe(0);
      await readyFor(box, ['db', 'reset', ...at]);
      const screen = await through(['db', 'reset']);
      expect(screen).toMatch(
        /permahub: the tripwire is installed again, and was read back: \d+ tables, 4\s+event triggers\./,
      );
      expect(await state()).toMatchObject({ state: 'armed', binding: { rows: 250 }, problems: [] });
      const again = await around(realClis[version], 'db', 'reset', ...at, '--yes');
      expect(again.said).toContain('refused DROP SCHEMA');
    });

    test('and undo brings back every row', async () => {
      const ran = await box.asPerson('permahub', ['undo'], agrees);
      expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
      await nothingIsGone();
      expect(await state()).toMatchObject({ state: 'armed', binding: { rows: 250 }, problems: [] });
    });

    test.runIf(whole)('a backup from before it restores, with its parts, and the tripwire is there again', async () => {
      const ran = await box.asPerson('permahub', ['tripwire', 'remove', '--target', target], [confirmation]);
      expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
      const { backup } = JSON.parse((await box.alone('permahub', ['backup', '--target', target, '--json'])).stdout);
      expect((await install()).status).toBe(0);
      for (const form of [['--table', 'public.orders'], ['--data-only'], ['--clean'], ['--schema-only'], []]) {
        const put = await box.asPerson('permahub', ['restore', backup, ...form, '--target', target], agrees);
        expect([form, put.status, put.status === 0 ? '' : put.screen]).toEqual([form, 0, '']);
        expect([form, (await state()).problems]).toEqual([form, []]);
      }
      await nothingIsGone();
    });

    test.runIf(whole)('a backup of it restores by parts, and is proven', async () => {
      const made = await box.alone('permahub', ['backup', '--target', target, '--json']);
      const { backup } = JSON.parse(made.stdout);
      expect((await box.alone('permahub', ['verify', backup])).status).toBe(0);
      for (const form of [['--table', 'public.reviews'], ['--clean'], []]) {
        const put = await box.asPerson('permahub', ['restore', backup, ...form, '--target', target], agrees);
        expect([form, put.status, put.status === 0 ? '' : put.screen]).toEqual([form, 0, '']);
        expect([form, (await state()).problems]).toEqual([form, []]);
      }
      await nothingIsGone();
    });

    test.runIf(whole)('rows that are missing are put back', async () => {
      await box.cluster.query('delete from public.reviews where id in (select id from public.reviews limit 20)');
      const ran = await box.asPerson('permahub', ['recover', 'rows', 'reviews', '--target', target], agrees);
      expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
      await nothingIsGone();
    });
  });

  test('removing it prints what it would do, is asked for, and leaves nothing behind', async () => {
    const dry = await permahub('remove', '--dry-run');
    expect(dry.status).toBe(0);
    await golden(dry.stdout, 'remove-dry-run');
    const ran = await box.asPerson('permahub', ['tripwire', 'remove', '--target', target], [confirmation]);
    expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
    await golden(ran.screen, 'remove');
    expect(await box.cluster.query("select nspname from pg_namespace where nspname = 'permahub'")).toEqual([]);
    expect(await box.cluster.query("select evtname from pg_event_trigger where evtname like 'permahub%'")).toEqual([]);
    expect(await box.cluster.query("select tgname from pg_trigger where tgname like 'permahub%'")).toEqual([]);
    await nothingIsGone();
  });
}
