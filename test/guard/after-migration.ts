import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, confirmation } from '../support/pty.ts';
import { chain, published } from './golden.ts';
import { openSandbox, realClis, type Sandbox } from './sandbox.ts';
import { commitSettings } from './team.ts';

/** What comes after a push, against a plain PostgreSQL on the local stack's port: `--local` really runs there. */
export function describeAfterMigration(version: keyof typeof realClis, port: number): void {
  describe(`after a push with CLI ${version}`, () => {
    let box: Sandbox;
    const settings = { cli: realClis[version] as string, backups: { afterMigration: true } };
    beforeAll(async () => {
      box = await openSandbox(version, { port, password: 'postgres' });
      const file = join(box.project.folder, 'supabase/config.toml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('port = 54322', `port = ${port}`));
      commitSettings(box, settings);
    });
    afterAll(() => box?.remove());

    const agrees: readonly Answer[] = [[/reason/, 'A test of what comes after'], confirmation];
    const push = ['db', 'push', '--local'];
    const squeezed = (text: string) => text.replace(/\s+/g, ' ');
    const last = (kind: string) => chain(box.backups).findLast((line) => line.kind === kind);
    const log = () => join(box.project.folder, 'docs/migration_failures.log');
    /** Fails on this server and on no other: a rehearsal cannot foresee it. */
    const failing = `create table public.half (id int);\n\nselect 1 /\n  (current_setting('port')::int - ${port}) as never;\n`;

    test('that went well: rows and schema as rehearsed, and a proven backup named after it', async () => {
      box.write('supabase/migrations/20990101000001_tags.sql', 'create table public.tags (id int primary key);');
      const ran = await box.alone('supabase', push);
      expect([ran.status, squeezed(ran.stderr)]).toEqual([0, expect.stringContaining('The schema is as rehearsed.')]);
      expect(ran.stderr).toContain('  Applied      20990101000001_tags.sql\n');
      expect(ran.stderr).toContain('  The rows are as rehearsed.\n');
      expect(last('outcome')?.facts).toMatchObject({
        migrations: { applied: ['supabase/migrations/20990101000001_tags.sql'], notApplied: [], failed: null },
        asRehearsed: { rows: { differences: [] }, schema: { differences: [] } },
      });
      const made = Object.keys(published(box.backups)).filter((name) => name.endsWith('_metadata.json'));
      expect(made.map((name) => name.slice('backup_20251114_143022_'.length))).toEqual([
        'pre-migration-20990101000001_tags_metadata.json',
        'post-migration-20990101000001_tags_metadata.json',
      ]);
      const after = made.find((name) => name.includes('_post-migration'))?.replace('_metadata.json', '');
      expect(ran.stderr).toContain(`permahub: The database as it is now is backed up and proven: ${after}.\n`);
      expect(last('note')).toMatchObject({ run: last('outcome')?.run, facts: { postMigrationBackup: after } });
      const titles = readFileSync(join(box.backups, 'backup_log.md'), 'utf8').match(/^### .*$/gm);
      expect(titles?.map((title) => title.slice(12))).toEqual(['Pre-Migration Backup', 'Post-Migration Backup']);
    });

    test('that failed in its second migration: what stands and what does not, written down, and put back', async () => {
      commitSettings(box, { cli: settings.cli });
      box.write('supabase/migrations/20990101000002_one.sql', 'create table public.one (id int);');
      box.write('supabase/migrations/20990101000003_two.sql', failing);
      box.write('supabase/migrations/20990101000004_three.sql', 'create table public.three (id int);');
      const ran = await box.asPerson('supabase', push, agrees);
      expect(ran.status).toBe(1);
      const [, screen = ''] = ran.screen.split(/failed, status 1 after/);
      expect(squeezed(screen)).toContain(
        'Failed supabase/migrations/20990101000003_two.sql, line 3 division by zero (SQLSTATE 22012) select 1 /',
      );
      expect(screen).toContain('  Applied      20990101000002_one.sql\n');
      expect(squeezed(screen)).toContain('Not applied 20990101000003_two.sql 20990101000004_three.sql');
      expect(screen).toContain('  Do not reset. Ways on:\n');
      expect(squeezed(screen)).toContain(
        'Not as rehearsed: the rehearsal ended with status 0, the real run ended with status 1.',
      );
      expect(await box.cluster.query("select to_regclass('public.one') as a, to_regclass('public.half') as b")).toEqual(
        [{ a: 'one', b: null }],
      );
      const backup = last('intent')?.facts.backup;
      // The backup after the push before is still exact.
      expect(backup).toMatch(/_post-migration-20990101000001_tags$/);
      expect(readFileSync(log(), 'utf8').replace(/^Migration failed at .*Z$/m, 'Migration failed at (time)')).toBe(
        `Migration failed at (time)
Error: division by zero (SQLSTATE 22012)
Migration: supabase/migrations/20990101000003_two.sql:3
Statement: select 1 / (current_setting('port')::int - ${port}) as never
Applied: supabase/migrations/20990101000002_one.sql
Not applied: supabase/migrations/20990101000003_two.sql, supabase/migrations/20990101000004_three.sql
Target: ${last('intent')?.facts.target}
Git commit: ${last('intent')?.facts.commit}
Backup: ${backup}
---
`,
      );
      const undone = await box.asPerson('permahub', ['undo'], agrees);
      expect(undone.status).toBe(0);
      expect(await box.cluster.query("select to_regclass('public.one') as a")).toEqual([{ a: null }]);
    });

    test('that failed, with a log that cannot be written: said, and the status stays the one of the CLI', async () => {
      rmSync(join(box.project.folder, 'docs'), { recursive: true });
      box.write('docs', 'a file in the place of the folder');
      const ran = await box.alone('supabase', push);
      expect(ran.status).toBe(1);
      expect(squeezed(ran.stderr)).toContain('docs/migration_failures.log could not be written: EEXIST');
      rmSync(join(box.project.folder, 'docs'));
      expect(existsSync(log())).toBe(false);
    });
  });
}
