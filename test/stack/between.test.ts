import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmation, runInTerminal } from '../support/pty.ts';
import { type StackProject, startProject } from './project.ts';

describe('between the question and the answer on the real local stack', { timeout: 400_000 }, () => {
  let project: StackProject;
  let before: Record<string, string>;
  beforeAll(async () => {
    project = await startProject(3, 'between');
    await project.query('create database beside');
    await project.query('create table public.notes as select n from generate_series(1, 70) n', 'beside');
    before = await project.facts();
  });
  afterAll(() => project?.remove());

  /** A person who says yes, while `meanwhile` happens. */
  const person = async (args: readonly string[], meanwhile: () => unknown) => {
    const ran = await runInTerminal({
      ...{ command: resolve(import.meta.dirname, '../../bin/supabase'), args, cwd: project.folder },
      env: project.env as Record<string, string>,
      answers: [
        [/reason/, 'A test of what comes between'],
        [
          confirmation[0],
          async (match) => {
            await meanwhile();
            return match[1] as string;
          },
        ],
      ],
      timeoutMs: 300_000,
    });
    return { status: ran.status, said: ran.screen.replaceAll(/\s+/g, ' ') };
  };
  /** Entries of the journal; there is no file before the first one. */
  const chain = () => {
    const file = join(project.folder, 'backups/database/reset_log.chain');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    return lines.map((line) => JSON.parse(line));
  };
  const volumes = () => project.docker('volume', 'ls', '-q').trim().split('\n').sort();
  const notForwarded = (what: string) =>
    `permahub: Refused: what would be deleted is not what you were asked about any more (${what}). Nothing was forwarded to the Supabase CLI. Run the command again; the backups made so far are kept.`;

  test('a database that is created goes with nothing: refused, and it is there with the others', async () => {
    const ran = await person(['db', 'reset'], async () => {
      await project.query('create database late');
      await project.query('create table public.rows as select n from generate_series(1, 9) n', 'late');
    });
    expect(ran).toEqual({
      status: 77,
      said: expect.stringContaining(notForwarded('local:between/late is new')),
    });
    expect(chain()).toMatchObject([
      {
        kind: 'refusal',
        facts: {
          command: 'db reset',
          target: 'local:between',
          why: expect.stringContaining('local:between/late is new'),
        },
      },
    ]);
    expect(await project.facts()).toEqual(before);
    expect(await project.query('select count(*)::int as n from public.rows', 'late')).toEqual([{ n: 9 }]);
    expect(await project.query('select count(*)::int as n from public.notes', 'beside')).toEqual([{ n: 70 }]);
  });

  test('a database that is dropped was asked about: refused as well', async () => {
    const ran = await person(['db', 'reset'], () => project.query('drop database late with (force)'));
    expect(ran).toEqual({ status: 77, said: expect.stringContaining(notForwarded('local:between/late is gone')) });
    expect(await project.facts()).toEqual(before);
  });

  test('a project that appears is nobody’s yes to `stop --all --no-backup`', async () => {
    const ran = await person(['stop', '--all', '--no-backup'], () => {
      project.docker('volume', 'create', '--label', 'com.supabase.cli.project=late', 'supabase_storage_late');
    });
    expect(ran).toEqual({
      status: 77,
      said: expect.stringContaining(notForwarded('the volume supabase_storage_late is new')),
    });
    expect(volumes()).toEqual(['supabase_db_between', 'supabase_storage_late']);
    expect(await project.facts()).toEqual(before);
    project.docker('volume', 'rm', 'supabase_storage_late');
  });

  test('a copy of a stopped volume that Docker cannot remove ends the run in the journal, before anything is done', async () => {
    project.docker('stop', 'supabase_db_between');
    let copy = '';
    let stuck = '';
    const ran = await person(['db', 'reset'], () => {
      const mounting = ['--filter', 'label=permahub=scratch', '--filter', 'volume=supabase_db_between'];
      copy = project.docker('ps', '-a', ...mounting, '--format', '{{.Names}}').trim();
      const id = project.docker('container', 'inspect', '-f', '{{.Id}}', copy).trim();
      stuck = join(project.docker('info', '-f', '{{.DockerRootDir}}').trim(), 'containers', id);
      // What Docker itself cannot delete either.
      execFileSync('chattr', ['+i', stuck]);
    });
    execFileSync('chattr', ['-i', stuck]);
    expect(ran.status).toBe(69);
    expect(ran.said).toContain(
      `permahub: Docker did not remove the container ${copy}, and the volume supabase_db_between, which was copied into it, cannot be touched while it is there. Nothing was changed or forwarded to the Supabase CLI. Remove it when Docker answers again: \`docker rm -fv ${copy}\`. Only the copy goes with it. Then start again; the backup stays.`,
    );
    expect(ran.said.split('did not remove the').length).toBe(2);
    const [intent, outcome] = chain().slice(-2);
    expect(intent).toMatchObject({ kind: 'intent', facts: { command: 'db reset' } });
    expect(outcome).toMatchObject({
      kind: 'outcome',
      run: intent.run,
      facts: { status: null, signal: null, changed: false, error: expect.stringContaining(copy) },
    });
    project.docker('rm', '-fv', copy);
    project.docker('start', 'supabase_db_between');
    await expect.poll(() => project.facts().catch(() => null), { timeout: 30_000 }).toEqual(before);
    expect(project.docker('ps', '-aq', '--filter', 'label=permahub=scratch')).toBe('');
  });
});
