import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, confirmation, runInTerminal } from '../support/pty.ts';
import { type StackProject, startProject } from './project.ts';

const shim = resolve(import.meta.dirname, '../../bin/supabase');

/** Commands of a declarative schema that reset the local database by themselves, with nothing typed that says so. */
describe.each([
  [3, ['--experimental', 'db', 'schema', 'declarative', 'sync', '--no-apply', '--yes'], []],
  [
    2,
    ['--experimental', 'db', 'schema', 'declarative', 'generate', '--yes'],
    [[/Generate declarative schema from/, '']] as readonly Answer[],
  ],
] as const)('a declarative schema on the real local stack (CLI %s.x)', { timeout: 400_000 }, (major, args, asked) => {
  let project: StackProject;
  let before: Record<string, string>;
  beforeAll(async () => {
    project = await startProject(major, `tree${major}`);
    before = await project.facts();
  });
  afterAll(() => project?.remove());
  const orders = () => project.query('select count(*)::int as n from public.orders');
  const terminal = (command: string, words: readonly string[], answers: readonly Answer[]) =>
    runInTerminal({
      ...{ command, args: words, answers, cwd: project.folder, env: project.env as Record<string, string> },
      timeoutMs: 300_000,
    });

  test('is refused for a script, and nothing is lost', async () => {
    const ran = spawnSync(shim, args, { cwd: project.folder, env: project.env, encoding: 'utf8' });
    expect(ran.status).toBe(77);
    expect(ran.stderr).toContain('Nothing was contacted, backed up, changed or forwarded to the Supabase CLI.');
    expect(await project.facts()).toEqual(before);
  });

  test('resets it through the guard after a proven backup and a person’s word, with another database in the volume', async () => {
    await project.query('create database beside');
    await project.query('create table public.notes as select n from generate_series(1, 70) n', 'beside');
    const ran = await terminal(shim, args, [[/reason/, 'A declarative schema'], confirmation, ...asked]);
    const said = ran.screen.replaceAll(/\s+/g, ' ');
    expect(said).toContain('every row in it would be lost'.slice(major === 3 ? 6 : 0));
    expect(said).toMatch(/May be lost up to \d+ tables/);
    expect(said).toMatch(/May go too \S+\/beside: 1 table, 70 rows/);
    expect(said).toContain('Rehearsal None: it builds a second database with Docker');
    // What it exports needs more than the database: whatever it ended with, the reset had been done.
    expect(await orders()).toEqual([{ n: 0 }]);
    const chain = readFileSync(join(project.folder, 'backups/database/reset_log.chain'), 'utf8').trim().split('\n');
    const [intent, outcome] = chain.slice(-2).map((line) => JSON.parse(line));
    expect(intent).toMatchObject({ kind: 'intent', facts: { others: [{ proof: 'restored' }] } });
    expect(outcome).toMatchObject({ kind: 'outcome', facts: { changed: true, status: ran.status } });
  });

  test('is undone to the last row', async () => {
    const undone = await terminal(resolve(shim, '../permahub'), ['undo'], [[/reason/, 'Back'], confirmation]);
    expect([undone.status, undone.status === 0 ? '' : undone.screen]).toEqual([0, '']);
    expect(await project.facts()).toEqual(before);
  });

  test.runIf(major === 2)('with a target it writes files alone, and passes', async () => {
    const folder = join(project.folder, 'supabase/schemas');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'mine.sql'), '-- mine\n');
    const passed = spawnSync(shim, [...args.slice(0, -1), '--local'], {
      ...{ cwd: project.folder, env: project.env, encoding: 'utf8', input: '' },
    });
    expect(passed.stderr).not.toContain('permahub');
    expect(await project.facts()).toEqual(before);
    rmSync(folder, { recursive: true, force: true });
  });
});
