import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import { personal } from '../support/personal.ts';
import { runInTerminal } from '../support/pty.ts';
import type { Attack } from './attacks.ts';
import { chain, published } from './golden.ts';
import { openSandbox, realClis, type Sandbox } from './sandbox.ts';
import { commitSettings } from './team.ts';

const shim = resolve(import.meta.dirname, '../../bin/supabase');

/** What an attack is run on: the local database, on a port of its own. */
export interface Attacked {
  readonly box: Sandbox;
  /** Runs the attack; fails unless it went as it says. */
  readonly run: (attack: Attack) => Promise<void>;
}

/**
 * Registers a test for each attack on `migration down` of the local database, which empties it, and one at their end: nothing was
 * approved, nothing forwarded, nothing backed up again, every row is there. One proven backup, still exact, serves them all.
 */
export function describeAttacks(attacks: readonly Attack[], port: number): Attacked {
  const attacked = {} as { -readonly [key in keyof Attacked]: Attacked[key] };
  let folder: string;
  let before: Map<string, Measured>;
  let backups: Record<string, string>;

  beforeAll(async () => {
    // A vacuum of its own would look like a change, and a new backup would be made.
    const box = await openSandbox('3.1.0', { port, password: 'postgres', settings: ['autovacuum=off'] });
    const config = join(box.project.folder, 'supabase/config.toml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('port = 54322', `port = ${port}`));
    commitSettings(box, { cli: realClis['3.1.0'] });
    folder = mkdtempSync(join(tmpdir(), 'permahub-test-attack-'));
    writeFileSync(
      join(folder, 'guarded'),
      `#!/bin/sh\ntrap : HUP\n'${shim}' migration down --local --last 1 "$@"\nstatus=$?\necho $status >>"$STATUSES"\nexit $status\n`,
    );
    chmodSync(join(folder, 'guarded'), 0o755);
    const made = await box.alone('permahub', ['backup']);
    expect(made).toMatchObject({ status: 0 });
    backups = published(box.backups);
    before = await box.measure();
    Object.assign(attacked, { box, run: (attack: Attack) => run(attack, box, folder) });
  });
  afterAll(async () => {
    await attacked.box?.remove();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  for (const attack of attacks) test(attack.name, () => attacked.run(attack));

  test('after all of them nothing was approved or forwarded, and every row is there', async () => {
    const { box } = attacked;
    expect(new Set(chain(box.backups).map(({ kind }) => kind))).toEqual(new Set(['refusal']));
    expect(published(box.backups)).toEqual(backups);
    expect(differing(before, await box.measure())).toEqual([]);
  });
  return attacked;
}

async function run(attack: Attack, box: Sandbox, folder: string): Promise<void> {
  const { line, answers, statuses = ['77'], says } = attack;
  const STATUSES = join(folder, 'statuses');
  writeFileSync(STATUSES, '');
  const env = { ...box.env, PATH: `${folder}${delimiter}${process.env.PATH}`, STATUSES, ...attack.env };
  const cwd = box.project.folder;
  const said = answers
    ? (await runInTerminal({ command: 'bash', args: ['-c', line], cwd, env, answers })).screen
    : await withoutTerminal(line, cwd, env);
  const ended = () => readFileSync(STATUSES, 'utf8').split('\n').filter(Boolean).sort();
  const wanted = Array.isArray(statuses) ? statuses : [expect.stringMatching(statuses as RegExp)];
  await vi.waitFor(() => expect({ statuses: ended(), said }).toEqual({ statuses: wanted, said }), { timeout: 30_000 });
  const words = said.replace(/\s+/g, ' ').trim();
  if (typeof says === 'string') expect(words).toContain(says);
  else expect(words).toMatch(says);
  expect(said).not.toContain(box.cluster.password === 'postgres' ? 'postgres:postgres' : box.cluster.password);
}

/** What a line of bash says in a session without a terminal. */
function withoutTerminal(line: string, cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn('bash', ['-c', line], { cwd, env: { ...personal(process.env), ...env }, detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  child.stdin.end();
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', () => done(said));
  });
}
