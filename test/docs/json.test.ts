import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSandbox, type Sandbox } from '../guard/sandbox.ts';
import { confirmation } from '../support/pty.ts';
import { verbs } from './documents.ts';
import { sections, shapeOf } from './json-sections.ts';

let box: Sandbox;
const printed = new Map<string, unknown>();

beforeAll(async () => {
  box = await openSandbox();
  // Its password comes by PGPASSWORD, as the documents say.
  const url = box.cluster.url().replace(/:[^:@/]+@/, '@');
  const run = async (verb: string, args: readonly string[] = [], status = 0) => {
    const ran = await box.alone('permahub', [...verb.split(' '), '--json', ...args]);
    expect([verb, ran.status, ran.status === status ? '' : ran.stderr]).toEqual([verb, status, '']);
    printed.set(verb, JSON.parse(ran.stdout));
  };
  await run('explain', ['--', 'db', 'reset']);
  await run('policy');
  await run('request', ['--reason', 'Tidy up', '--', 'db', 'push', `--remote=${url}`]);
  writeFileSync(join(box.project.folder, 'Makefile'), 'reset:\n\t/usr/bin/supabase db reset\n');
  await run('install', ['--machine', '--shell', 'bash']);
  await run('uninstall', ['--dry-run']);
  await run('doctor', [], 1);
  await run('hook install', ['--agent', 'claude', '--dry-run']);
  await box.alone('permahub', ['hook', 'install', '--agent', 'claude']);
  await run('hook remove');
  const asked = async (verb: string) => {
    const ran = await box.asPerson('permahub', [...verb.split(' '), '--json', '--target', url], [confirmation]);
    expect([verb, ran.status]).toEqual([verb, 0]);
    printed.set(verb, JSON.parse(ran.screen.slice(ran.screen.indexOf('{\n'))));
  };
  await asked('tripwire install');
  await run('tripwire status', ['--target', url]);
  await asked('tripwire remove');
  const identity =
    "(select system_identifier from pg_control_system()), (select oid from pg_database where datname = 'postgres')";
  await box.cluster.query(
    `do $$ begin execute format('comment on database postgres is %L', format('[permahub.environment production %s %s]', ${identity})); end $$`,
  );
  await run('mark show', ['--target', url]);
  const sql = join(box.project.folder, 'tidy.sql');
  writeFileSync(sql, 'drop table public.users;\ndrop tabel public.orders;\n');
  await run('lint', [sql], 1);
  await run('backup', ['pre-deploy', '--target', url]);
  await run('verify');
  await run('drill', ['--target', url]);
  await run('checklist', ['reset', '--target', url], 1);
  await box.cluster.query('set session_replication_role = replica; delete from public.reviews where id = 7');
  await run('recover rows', ['reviews', '--target', url]);
  writeFileSync(join(box.backups, 'backup_20200101_000000_metadata.json'), '{');
  await run('backups');
  await run('history');
  await run('retain', ['--apply']);
  for (const _ of [1, 2]) expect(await box.alone('supabase', ['db', 'reset'])).toMatchObject({ status: 77 });
  const chain = join(box.backups, 'reset_log.chain');
  const lines = readFileSync(chain, 'utf8').trimEnd().split('\n');
  writeFileSync(chain, `${[...lines.slice(0, -1), lines.at(-1)!.replace('db reset', 'db rezet')].join('\n')}\n`);
  await run('journal verify', [], 1);
  await run('status', [], 1);
});
afterAll(() => box?.remove());

describe('docs/json.md', () => {
  test('has a section for every verb that prints JSON, and no other', () => {
    const printing = [...verbs()].filter(([, flags]) => flags.includes('--json')).map(([verb]) => verb);
    expect([...sections.keys()].sort()).toEqual(printing.sort());
  });

  // The vault needs restic and a repository: test/long/vault.test.ts runs its verbs.
  test.each([...sections.keys()].filter((verb) => !verb.startsWith('vault ')))(
    'shows exactly the keys that `permahub %s --json` prints',
    (verb) => {
      expect(printed.has(verb)).toBe(true);
      expect(shapeOf(printed.get(verb))).toEqual(shapeOf(sections.get(verb)));
      expect(printed.get(verb)).toHaveProperty('schema', 1);
    },
  );

  test('no password is printed', () => {
    expect(JSON.stringify([...printed.values()])).not.toContain(box.cluster.password);
  });
});
