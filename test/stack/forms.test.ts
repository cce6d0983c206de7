import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmation, runInTerminal } from '../support/pty.ts';
import { type StackProject, startProject } from './project.ts';

const permahub = resolve(import.meta.dirname, '../../bin/permahub');

describe('parts of a backup on the real local stack, with the programs of its container', { timeout: 400_000 }, () => {
  let project: StackProject;
  let before: Record<string, string>;
  let first: string;
  beforeAll(async () => {
    project = await startProject(3, 'parts');
    before = await project.facts();
    const made = spawnSync(permahub, ['backup', 'first', '--json'], {
      cwd: project.folder,
      env: project.env,
      encoding: 'utf8',
    });
    first = JSON.parse(made.stdout).backup;
  });
  afterAll(() => project?.remove());

  const person = (...args: string[]) =>
    runInTerminal({
      ...{ command: permahub, args, cwd: project.folder, env: project.env as Record<string, string> },
      answers: [[/reason/, 'A test of the forms'], confirmation],
      timeoutMs: 170_000,
    });
  const restored = async (...args: string[]) => {
    const ran = await person('restore', first, ...args);
    expect({ args, status: ran.status, screen: ran.status === 0 ? '' : ran.screen }).toEqual({
      args,
      status: 0,
      screen: '',
    });
    return ran.screen;
  };

  test('a table that is gone is made again, and rows that are gone come back alone', async () => {
    await project.query('drop table public.reviews');
    await restored('--table', 'reviews');
    expect(await project.facts()).toEqual(before);
    await project.query('delete from public.order_items where order_id % 2 = 0');
    const ran = await person('recover', 'rows', 'order_items');
    expect({ status: ran.status, screen: ran.status === 0 ? '' : ran.screen }).toEqual({ status: 0, screen: '' });
    expect(await project.facts()).toEqual(before);
  });

  test('--clean leaves what came since', async () => {
    await project.query('create table public.since as select 1 as one; delete from public.order_items');
    await restored('--clean');
    const { since, ...rest } = await project.facts();
    expect(rest).toEqual(before);
    expect(since).toMatch(/^1 /);
    await project.query('drop table public.since');
  });

  test('--restart stops and starts the stack through the real CLI, keeps its volume, and restores', async () => {
    const name = `supabase_db_${project.id}`;
    const container = () => project.docker('container', 'inspect', '-f', '{{.Id}}', name).trim();
    // Made by initdb: another one would be another cluster, in another volume.
    const system = () => project.query('select system_identifier::text as is from pg_control_system()');
    const was = { container: container(), system: await system() };
    await project.query('delete from public.order_items');
    // The stand-in has an image of the database alone: of the rest `supabase start` says that it is not there.
    expect(await restored('--restart')).toContain('only the database was started');
    expect(await project.facts()).toEqual(before);
    expect(container()).not.toBe(was.container);
    expect(await system()).toEqual(was.system);
  });

  test('no list is left in the container', () => {
    expect(project.docker('exec', `supabase_db_${project.id}`, 'sh', '-c', 'ls /tmp')).not.toMatch(/^tmp\./m);
  });
});
