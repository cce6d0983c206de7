import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirmation, runInTerminal } from '../support/pty.ts';
import { type StackProject, startProject } from './project.ts';

let project: StackProject;
beforeAll(async () => {
  project = await startProject(3, 'wreck');
});
afterAll(() => project?.remove());

const reset = (reason: string) =>
  runInTerminal({
    command: resolve(import.meta.dirname, '../../bin/supabase'),
    args: ['db', 'reset'],
    cwd: project.folder,
    env: project.env as Record<string, string>,
    answers: [[/reason/, reason], confirmation],
    timeoutMs: 300_000,
  });
const salvaged = () =>
  readdirSync(join(project.folder, 'backups/database'))
    .filter((name) => name.startsWith('salvage_'))
    .map((name) => name.replace(/^salvage_\d{8}_\d{6}_/, ''))
    .sort();

/** Runs a script on the stopped server's volume. */
function wreck(script: string): void {
  const image = project.docker('image', 'ls', '-q', 'permahub-test-postgres').trim();
  const name = `supabase_db_${project.id}`;
  project.docker('stop', name);
  const volume = ['-v', `${name}:/data`, '--entrypoint', 'sh', image, '-c', script];
  project.docker('run', '--rm', '--network', 'none', ...volume);
  project.docker('start', name);
}

test('a database with a damaged table is salvaged, said to be unverified, and reset after that was confirmed', async () => {
  const [row] = await project.query<{ path: string }>(`select pg_relation_filepath('public.orders') as path`);
  await project.query('checkpoint');
  wreck(`yes damaged | head -c 4096 | dd of=/data/${row?.path} bs=8192 seek=1 conv=notrunc 2>/dev/null`);
  const ran = await reset('One table is damaged');
  expect(ran.screen).toContain('SALVAGED, NOT VERIFIED');
  expect(ran.screen.replaceAll(/\s+/g, ' ')).toContain('public.orders lost 1 of');
  expect(ran.status, ran.screen).toBe(0);
  expect(salvaged()).toEqual(['data.sql', 'roles.sql', 'salvage.json', 'schema.sql', 'volume.tar.gz']);
  expect(await project.query('select count(*)::int as n from public.orders')).toEqual([{ n: 0 }]);
});

test('a database that does not start any more is salvaged as a volume, and reset after that was confirmed', async () => {
  wreck('rm /data/global/pg_control');
  const ran = await reset('It does not start any more');
  expect(ran.screen).toContain('SALVAGED, NOT VERIFIED');
  expect(ran.screen.replaceAll(/\s+/g, ' ')).toContain('the Docker volume supabase_db_wreck was copied as it is');
  expect(ran.status, ran.screen).toBe(0);
  expect(salvaged().filter((name) => name === 'volume.tar.gz')).toHaveLength(2);
  expect(readFileSync(join(project.folder, 'backups/database/reset_log.txt'), 'utf8')).toContain(
    'Reset reason: It does not start any more\n',
  );
  expect(await project.query('select count(*)::int as n from public.shops')).toEqual([{ n: 2 }]);
});
