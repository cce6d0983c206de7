import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, confirmation, runInTerminal } from '../support/pty.ts';
import { port, type StackProject, startProject } from './project.ts';
import { jobs } from './rows.ts';

const bin = (command: string) => resolve(import.meta.dirname, '../../bin', command);

describe.each([
  [3, '3.1.0', ''],
  [2, '2.122.1', jobs],
] as const)('`supabase db reset` of the real local stack behind the guard (CLI %s.x)', (major, version, extras) => {
  let project: StackProject;
  let before: Record<string, string>;
  beforeAll(async () => {
    project = await startProject(major, `harbour${major}`);
    await project.query(extras);
    before = await project.facts();
  });
  afterAll(() => project?.remove());

  const backups = () => join(project.folder, 'backups/database');
  const alone = (command: string, args: string[]) =>
    spawnSync(bin(command), args, { cwd: project.folder, env: project.env, input: 'y\ny\n', encoding: 'utf8' });
  const asPerson = (command: string, args: string[], reason: string, shownBefore: readonly Answer[] = []) =>
    runInTerminal({
      command: bin(command),
      args,
      cwd: project.folder,
      env: project.env as Record<string, string>,
      answers: [...shownBefore, [/reason/, reason], confirmation],
      timeoutMs: 300_000,
    });
  /** What a reset replaces: the container, its volume, the cluster in it. */
  const identity = async () => {
    const name = `supabase_db_${project.id}`;
    const [row] = await project.query<{ is: string }>('select system_identifier::text as is from pg_control_system()');
    return {
      container: project.docker('container', 'inspect', '-f', '{{.Id}}', name).trim(),
      volume: project.docker('volume', 'inspect', '-f', '{{.CreatedAt}}', name).trim(),
      system: row?.is,
    };
  };

  test('the real CLI is the one this test names', () => {
    expect(project.supabase('--version').stdout.trim()).toBe(version);
  });

  test('is refused for a script: 77, and container, volume and every row are what they were', async () => {
    const stack = await identity();
    const ran = alone('supabase', ['db', 'reset']);
    expect(ran.stderr).toContain('Nothing was contacted, backed up, changed or forwarded to the Supabase CLI.');
    expect(ran.status).toBe(77);
    expect(ran.stdout).toBe('');
    expect(readFileSync(join(backups(), 'reset_log.txt'), 'utf8')).toBe('');
    expect(await identity()).toEqual(stack);
    expect(await project.facts()).toEqual(before);
  });

  test('is refused as well when a URL names another database of the local stack', async () => {
    const url = `postgresql://postgres:postgres@127.0.0.1:${port}/otherdb`;
    const ran = alone('supabase', ['db', 'reset', ...(major === 3 ? [`--remote=${url}`] : ['--db-url', url]), '--yes']);
    expect(ran.status).toBe(77);
    expect(await project.facts()).toEqual(before);
  });

  test('replaces container, volume and cluster after a person’s run, and leaves the seed', async () => {
    const stack = await identity();
    const ran = await asPerson('supabase', ['db', 'reset'], 'Start over with clean data');
    expect(ran.screen).toContain('permahub undo');
    expect(ran.status, ran.screen).toBe(0);
    // Not even what one database of a server alone can have.
    expect(ran.screen).not.toContain('NOT VERIFIED');
    expect(ran.screen).not.toContain('NOT REHEARSED');
    expect(ran.screen).toMatch(/Rehearsal {4}\d+ tables in all: [\d,]+ rows gone/);
    expect(ran.screen).toContain('The rows are as rehearsed.');
    const now = await identity();
    expect(now.container).not.toBe(stack.container);
    expect(now.volume).not.toBe(stack.volume);
    expect(now.system).not.toBe(stack.system);
    expect(await project.query('select count(*)::int as n from public.orders')).toEqual([{ n: 0 }]);
    expect(await project.query('select count(*)::int as n from public.shops')).toEqual([{ n: 2 }]);
    expect(readFileSync(join(backups(), 'reset_log.txt'), 'utf8')).toMatch(
      /^Reset reason: Start over with clean data\nReset date: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\nGit commit: [0-9a-f]{40}\n---\n$/,
    );
  });

  test('is undone to the last row by `permahub undo`', async () => {
    const undone = await asPerson('permahub', ['undo'], 'That was the wrong database');
    expect(undone.screen).not.toContain('NOT VERIFIED');
    expect(undone.status, undone.screen).toBe(0);
    expect(await project.facts()).toEqual(before);
    const journal = alone('permahub', ['journal', 'verify', '--json']);
    expect(JSON.parse(journal.stdout)).toMatchObject({ schema: 1, ok: true, problems: [], openIntents: [] });
  });

  test('leaves no scratch container, no volume of one and no process', () => {
    expect(project.docker('ps', '-aq', '--filter', 'label=permahub=scratch')).toBe('');
    expect(project.docker('volume', 'ls', '-q').trim()).toBe(`supabase_db_${project.id}`);
  });
});
