import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import { chain } from '../guard/golden.ts';
import { openSandbox, type Sandbox } from '../guard/sandbox.ts';
import { readyFor } from '../guard/team.ts';
import { type Answer, runInTerminal, type TerminalResult } from '../support/pty.ts';

const supabase = resolve(import.meta.dirname, '../../bin/supabase');
let box: Sandbox;
let before: Map<string, Measured>;

beforeAll(async () => {
  box = await openSandbox();
  before = await box.measure();
  await readyFor(box, reset());
});
afterAll(async () => {
  // Whatever was tried: nothing was approved, nothing forwarded, nothing lost.
  expect(chain(box.backups).map(({ kind }) => kind)).not.toContain('intent');
  expect(differing(before, await box.measure())).toEqual([]);
  await box.remove();
});

const reset = () => ['db', 'reset', `--remote=${box.cluster.url()}`];

/** A line of shell in a terminal, where $1 is the guarded reset. */
function inShell(line: string, answers: readonly Answer[], env: Record<string, string> = {}): Promise<TerminalResult> {
  return runInTerminal({
    command: 'bash',
    args: ['-c', `guarded() { '${supabase}' ${reset().join(' ')}; }; ${line}`.replaceAll('?', '\\?')],
    cwd: box.project.folder,
    env: { ...box.env, ...env },
    answers,
  });
}

const empty: Answer = [/reason/, ''];

test.each(['y\n'.repeat(1000), 'because\n'.repeat(1000)])(
  'a pipe without a terminal is refused at once',
  async (input) => {
    const ran = await box.alone('supabase', [...reset(), '--yes'], { SUPABASE_YES: '1' }, input);
    expect(ran.status).toBe(77);
    expect(ran.stderr).toContain('there is no terminal here');
  },
);

test.each([
  ['CI', 'true', 'a CI environment (CI is set)'],
  ['GITHUB_ACTIONS', 'true', 'a CI environment (GITHUB_ACTIONS is set)'],
  ['CURSOR_AGENT', '1', 'an AI agent (CURSOR_AGENT is set)'],
])('a terminal with %s is refused at once', async (name, value, words) => {
  const ran = await box.asPerson('supabase', reset(), [empty], { [name]: value });
  expect(ran.status).toBe(77);
  expect(ran.screen).toContain(`Only a person at a terminal can approve that, and this is ${words}.`);
});

test('a new session without the terminal is refused at once', async () => {
  const ran = await inShell(`export -f guarded; setsid -w bash -c guarded`, [empty]);
  expect(ran.status).toBe(77);
  expect(ran.screen).toContain('there is no terminal here');
  expect(readdirSync(box.backups).filter((name) => name.startsWith('backup_'))).toEqual([]);
});

test.each([
  ['a flood of answers on stdin', 'yes | guarded'],
  ['a here-document', "guarded <<'END'\nbecause\nAAAA\ny\nEND"],
  ['a closed stdin', 'guarded <&-'],
])('%s answers nothing: the question is asked on the terminal', async (_, line) => {
  const ran = await inShell(line, [empty]);
  expect(ran.status).toBe(77);
  expect(ran.screen).toContain('permahub: Not approved: the reason was left empty.');
});

test('what was typed ahead answers nothing', async () => {
  const ran = await inShell('echo ready; guarded', [[/ready/, 'because\rAAAA\ry\r'], empty]);
  expect(ran.status).toBe(77);
  expect(ran.screen).not.toContain('to confirm');
  expect(ran.screen).toContain('permahub: Not approved: the reason was left empty.');
});

test('the code of an earlier question answers nothing', async () => {
  let code = '';
  const remember: Answer = [
    /Type "(.+?)" to confirm/,
    (match) => {
      code = match[1] as string;
      return '';
    },
  ];
  expect(await box.asPerson('supabase', reset(), [[/reason/, 'First'], remember])).toMatchObject({ status: 77 });
  const replay: Answer = [/to confirm/, () => code];
  const ran = await box.asPerson('supabase', reset(), [[/reason/, 'Second'], replay, replay, replay]);
  expect(ran.status).toBe(77);
  expect(ran.screen).toContain('permahub: Not approved: the confirmation was wrong 3 times.');
});
