import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, confirmation } from '../support/pty.ts';
import { chain, published } from './golden.ts';
import { openSandbox, realClis, type Sandbox } from './sandbox.ts';
import { commitSettings } from './team.ts';

/** Reading and rehearsing, end to end, against a plain PostgreSQL on the local stack's port: `--local` really runs there. */
export function describeRehearsed(version: keyof typeof realClis, port: number): void {
  describe(`a command is read and rehearsed before CLI ${version} runs it`, () => {
    let box: Sandbox;
    beforeAll(async () => {
      box = await openSandbox(version, { port, password: 'postgres' });
      const file = join(box.project.folder, 'supabase/config.toml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('port = 54322', `port = ${port}`));
      // Nobody calls the local stack's port staging here.
      commitSettings(box, { cli: realClis[version] });
    });
    afterAll(() => box?.remove());

    const agrees: readonly Answer[] = [[/reason/, 'A test of the rehearsal'], confirmation];
    const push = ['db', 'push', '--local'];
    let at = 20990101000000;
    const migration = (sql: string) => {
      const file = `supabase/migrations/${at++}_change.sql`;
      box.write(file, sql);
      return file;
    };
    const squeezed = (screen: string) => screen.replace(/\s+/g, ' ');
    const count = async (from: string) =>
      (await box.cluster.query(`select count(*)::int as n from ${from}`))[0]?.n as number;
    const last = () => chain(box.backups).at(-1);

    test('a push that destroys nothing runs in a script too: backed up, rehearsed, no question', async () => {
      migration('create table public.tags (id int primary key); alter table public.reviews add column shade text;');
      const ran = await box.alone('supabase', push);
      expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: expect.any(String) });
      expect(await count('public.tags')).toBe(0);
      expect(Object.keys(published(box.backups)).some((name) => name.includes('pre-migration'))).toBe(true);
      expect(last()).toMatchObject({ kind: 'outcome', facts: { status: 0 } });
      expect(squeezed(ran.stderr)).toContain('as rehearsed');
    });

    test('a push that destroys is refused in a script, by what is pending, before any backup', async () => {
      const file = migration('drop table public.reviews;');
      const before = Object.keys(published(box.backups));
      const ran = await box.alone('supabase', push);
      expect(ran.status).toBe(77);
      expect(ran.stderr).toContain(`${file}:1: `);
      expect(ran.stderr).toContain('public.reviews');
      expect(ran.stderr).toContain('The target was only read.');
      expect(Object.keys(published(box.backups))).toEqual(before);
      expect(await count('public.reviews')).toBe(400);
    });

    test('at a terminal the screen shows what it did to the copy, and the outcome is as rehearsed', async () => {
      const ran = await box.asPerson('supabase', push, agrees);
      expect(squeezed(ran.screen)).toMatch(/public\.reviews .*400 rows/);
      expect(squeezed(ran.screen)).toContain(
        'This push destroys, and --destructive was not typed: the word says "I know" and changes nothing else.',
      );
      expect(ran.status).toBe(0);
      expect(squeezed(ran.screen)).toContain('as rehearsed');
      expect(await box.cluster.query("select to_regclass('public.reviews')::text as name")).toEqual([{ name: null }]);
      const backup = String(chain(box.backups).findLast(({ kind }) => kind === 'intent')?.facts.backup);
      expect(JSON.parse(readFileSync(join(box.backups, `${backup}_metadata.json`), 'utf8')).rehearsal).toMatchObject({
        command: 'supabase db push --local',
        status: 0,
        rowsGone: 400,
        tablesDropped: ['public.reviews'],
      });
      const undone = await box.asPerson('permahub', ['undo'], agrees);
      expect(undone.status).toBe(0);
      expect(await count('public.reviews')).toBe(400);
    });

    test('what fails on the copy is refused before it touches the target', async () => {
      box.write(
        `supabase/migrations/${at - 1}_change.sql`,
        'create table public.half (id int);\nselect no_such_thing();',
      );
      const ran = await box.alone('supabase', push);
      expect(ran.status).toBe(77);
      expect(squeezed(ran.stderr)).toContain('fails there');
      expect(squeezed(ran.stderr)).toContain('no_such_thing() does not exist');
      expect(ran.stderr).toContain(`supabase/migrations/${at - 1}_change.sql`);
      expect(await box.cluster.query("select to_regclass('public.half')::text as name")).toEqual([{ name: null }]);
    });

    test('what looks harmless and deletes is destructive: refused in a script, asked about at a terminal', async () => {
      box.write(`supabase/migrations/${at - 1}_change.sql`, 'select 1;');
      await box.cluster.query(
        `create function public.tidy() returns int language sql as 'delete from public.order_events; select 1'`,
      );
      box.write(`supabase/migrations/${at - 1}_change.sql`, 'select public.tidy();');
      const events = await count('public.order_events');
      const alone = await box.alone('supabase', push);
      expect(alone.status).toBe(77);
      expect(squeezed(alone.stderr)).toContain('Its SQL looks harmless, but on the restored copy it destroyed');
      expect(await count('public.order_events')).toBe(events);
      const ran = await box.asPerson('supabase', push, [[/reason/, '']]);
      expect(ran.status).toBe(77);
      expect(squeezed(ran.screen)).toContain('Its SQL looks harmless');
      expect(await count('public.order_events')).toBe(events);
      box.write(`supabase/migrations/${at - 1}_change.sql`, 'select 1;');
    });

    test('a query that deletes a few rows is not asked about at a terminal; one that deletes many is', async () => {
      const few = [
        'db',
        'query',
        '--local',
        'delete from public.reviews where id in (select id from public.reviews limit 3)',
      ];
      expect((await box.alone('supabase', few)).status).toBe(77);
      const ran = await box.asPerson('supabase', few, []);
      expect({ status: ran.status, screen: ran.screen }).toEqual({
        status: 0,
        screen: expect.not.stringContaining('to confirm'),
      });
      expect(await count('public.reviews')).toBe(397);
      const many = await box.asPerson('supabase', ['db', 'query', '--local', 'delete from public.reviews'], agrees);
      expect(squeezed(many.screen)).toMatch(/public\.reviews .*397 rows gone/);
      expect(many.status).toBe(0);
      expect(await count('public.reviews')).toBe(0);
    });

    test('a query from a file and from standard input is read, rehearsed and handed on byte for byte', async () => {
      box.write('supabase/add.sql', 'insert into public.tags values (1); -- ä');
      expect((await box.alone('supabase', ['db', 'query', '--local', '-f', 'supabase/add.sql'])).status).toBe(0);
      expect(await count('public.tags')).toBe(1);
      const piped = await box.alone('supabase', ['db', 'query', '--local'], {}, 'insert into public.tags values (2)');
      expect({ status: piped.status, stderr: piped.stderr }).toEqual({ status: 0, stderr: expect.any(String) });
      expect(await count('public.tags')).toBe(2);
      const dropped = await box.alone('supabase', ['db', 'query', '--local'], {}, 'drop table public.tags');
      expect(dropped.status).toBe(77);
      expect(dropped.stderr).toContain('standard input:1: ');
      expect(await count('public.tags')).toBe(2);
    });

    test('a query that only reads passes as if the guard were not there', async () => {
      const before = Object.keys(published(box.backups));
      const read = await box.alone('supabase', ['db', 'query', '--local', 'select count(*) from public.tags']);
      expect(read.status).toBe(0);
      expect(read.stdout).toContain('2');
      expect(read.stderr).not.toContain('permahub');
      const piped = await box.alone('supabase', ['db', 'query', '--local'], {}, 'select 40 + 2 as answer');
      expect(piped.stdout).toContain('42');
      expect(Object.keys(published(box.backups))).toEqual(before);
    });

    test('migration up and down are rehearsed as they are', async () => {
      migration('create table public.late (id int); drop policy if exists nobody on public.reviews;');
      const up = await box.asPerson('supabase', ['migration', 'up', '--local'], []);
      expect({ status: up.status, screen: up.screen }).toEqual({
        status: 0,
        screen: expect.not.stringContaining('to confirm'),
      });
      expect(await count('public.late')).toBe(0);
      const down = await box.asPerson('supabase', ['migration', 'down', '--local', '--last', '1'], agrees);
      expect(squeezed(down.screen)).toMatch(/Rehearsal \d+ tables in all: [\d,]+ rows gone, .*1 of them dropped/);
      expect(down.status).toBe(0);
      expect(await box.cluster.query("select to_regclass('public.late')::text as name")).toEqual([{ name: null }]);
    });
  });
}
