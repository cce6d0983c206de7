import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ask } from '../../src/approval/ask.ts';
import { hanging } from '../../src/terminal/wrap.ts';
import { bundled } from '../support/bundled.ts';
import { type Answer, confirmation, runInTerminal } from '../support/pty.ts';
import { restored } from './examples.ts';

let asks: ReturnType<typeof bundled>;
beforeAll(() => {
  asks = bundled(`${import.meta.dirname}/programs/ask.ts`);
});
afterAll(() => asks.remove());

const inTerminal = (answers: readonly Answer[], env: Record<string, string> = {}) =>
  runInTerminal({ command: process.execPath, args: [asks.program], answers, env });
const reason: Answer = [/reason\?/, 'testing the seed'];
const type = (text: string): Answer => [/Type "/, text];
const refusal = (why: string) =>
  hanging(`permahub: Not approved: ${why}. Nothing was forwarded to the Supabase CLI.`, 80)
    .concat('  Run the command again when you are sure; it asks anew.', '')
    .join('\n');
const ended = (screen: string) => screen.slice(Math.max(screen.indexOf('permahub:'), screen.indexOf('APPROVED')));

describe('asking on a real terminal', () => {
  test('a reason and the shown text make an approval', async () => {
    const { screen, status } = await inTerminal([reason, confirmation]);
    expect(ended(screen)).toBe('APPROVED {"reason":"testing the seed","by":"Ada"}\n');
    expect(status).toBe(0);
  });

  test('two wrong answers leave a third try', async () => {
    const { screen, status } = await inTerminal([reason, type('nope'), type('nope'), confirmation]);
    expect(screen).toContain('  ✖ That is not it. 2 tries left.\n');
    expect(screen).toContain('  ✖ That is not it. 1 try left.\n');
    expect(status).toBe(0);
  });

  // At once, to the end of the table: most of each is the moment of silence before a question.
  test.concurrent('keys that never stop arriving are no person', async () => {
    const flood = `perl -e '$| = 1; for (1 .. 800) { print "code\\n"; select undef, undef, undef, 0.01 }' | script -qfec "${process.execPath} ${asks.program}" /dev/null`;
    const { SHELL: _, ...env } = process.env;
    const { stdout } = await execa('timeout', ['60', 'bash', '-c', flood], {
      ...{ env: { ...env, CODE: 'code' }, extendEnv: false, reject: false, stdin: 'ignore' },
    });
    expect(stdout.replaceAll('\r', '')).toContain(refusal('keys kept arriving before the question'));
  });

  test.concurrent.each<[string, readonly Answer[], string]>([
    ['three wrong answers', [reason, type('a'), type('b'), type('c')], 'the confirmation was wrong 3 times'],
    ['the code in capitals', [reason, type('CODE'), type('CODE'), type('CODE')], 'the confirmation was wrong 3 times'],
    ['yes', [reason, type('yes'), type('y'), type('')], 'the confirmation was left empty'],
    ['an empty confirmation', [reason, type('')], 'the confirmation was left empty'],
    ['an empty reason', [[/reason\?/, '']], 'the reason was left empty'],
    ['a blank reason', [[/reason\?/, '   ']], 'the reason was left empty'],
    [
      'a reason without a letter, three times',
      [
        [/reason\?/, '...'],
        [/reason\?/, '123'],
        [/reason\?/, '---'],
      ],
      'no usable reason was given in 3 tries',
    ],
    ['Ctrl-D', [reason, type('\u0004')], 'the question was cancelled'],
    ['Escape', [[/reason\?/, '\u001b']], 'the question was cancelled'],
  ])('%s: not approved, 77', async (_, answers, why) => {
    const { screen, status } = await inTerminal(answers, { CODE: 'code' });
    expect(ended(screen)).toBe(refusal(why));
    expect(status).toBe(77);
  });

  test('keys that mean nothing in a line of text write nothing, and the arrows still move', async () => {
    const typed = '\u001b[15~\u001b[200~testing the sed\u001b[201~\u001b[D\u001b[2~e';
    const { screen, status } = await inTerminal([[/reason\?/, typed], confirmation]);
    expect(ended(screen)).toBe('APPROVED {"reason":"testing the seed","by":"Ada"}\n');
    expect(status).toBe(0);
  });

  test('Ctrl-C ends with 130', async () => {
    for (const answers of [[type('\u0003')], [reason, type('x\u0003')]]) {
      if (answers.length === 1) answers[0] = [/reason\?/, '\u0003'];
      const { screen, status } = await inTerminal(answers);
      expect(ended(screen)).toBe(
        'permahub: Stopped by Ctrl-C. Nothing was forwarded to the Supabase CLI.\n  Start the command again when you are ready; published backups are kept.\n',
      );
      expect(status).toBe(130);
    }
  });

  test('what was typed ahead answers nothing, not even with the right text', async () => {
    const { screen, status } = await inTerminal([[/BUSY/, 'because\rcode'], reason, confirmation], {
      BUSY_MS: '400',
      CODE: 'code',
    });
    expect(ended(screen)).toBe('APPROVED {"reason":"testing the seed","by":"Ada"}\n');
    expect(status).toBe(0);
    const unanswered = await inTerminal(
      [
        [/BUSY/, 'because\rcode'],
        [/reason\?/, ''],
      ],
      { BUSY_MS: '400', CODE: 'code' },
    );
    expect(ended(unanswered.screen)).toBe(refusal('the reason was left empty'));
  });

  test('a line pasted behind the reason does not answer the confirmation', async () => {
    const { screen, status } = await inTerminal([[/reason\?/, 'because\rcode'], type('')], { CODE: 'code' });
    expect(ended(screen)).toBe(refusal('the confirmation was left empty'));
    expect(status).toBe(77);
  });

  test('a terminal that goes away is no consent', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'permahub-test-ask-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const said = join(folder, 'said');
    const program = `trap '' HUP; ${process.execPath} ${asks.program} </dev/null >${said} 2>&1; echo "status $?" >>${said}`;
    const { status } = await runInTerminal({ command: 'bash', args: ['-c', program], timeoutMs: 1000 });
    expect(status).toBe(null);
    await vi.waitFor(() => expect(readFileSync(said, 'utf8')).toContain('status'), { timeout: 5000 });
    expect(readFileSync(said, 'utf8')).toMatch(
      /Not approved: the (input ended|terminal failed \(.*\))\. .*\n.*\nstatus 77\n$/,
    );
  });

  test('the terminal is as before, whether approved or not', async () => {
    for (const answer of [confirmation, type('')]) {
      const { screen } = await runInTerminal({
        command: 'bash',
        args: ['-c', `stty -a >&2; ${process.execPath} ${asks.program}; echo; echo AGAIN; stty -a`],
        answers: [reason, answer],
      });
      const settings = [...screen.matchAll(/^speed[\s\S]*?-extproc$/gm)].map((match) => match[0]);
      expect(settings).toHaveLength(2);
      expect(settings[1]).toBe(settings[0]);
    }
  });

  test('the questions go to the terminal device even when stdin, stdout and stderr are elsewhere', async () => {
    const { screen, status } = await runInTerminal({
      command: 'bash',
      args: [
        '-c',
        `out=$(echo because | ${process.execPath} ${asks.program} 2>/dev/null); status=$?; echo "OUT $out"; exit $status`,
      ],
      answers: [reason, confirmation],
    });
    expect(screen).toContain('OUT APPROVED {"reason":"testing the seed","by":"Ada"}\n');
    expect(status).toBe(0);
  });

  test('a signal to the guard ends the question, and the terminal is as before', async () => {
    const { screen, status } = await runInTerminal({
      command: 'bash',
      args: [
        '-c',
        `${process.execPath} ${asks.program} & sleep 0.8; kill -TERM $!; wait $!; s=$?; stty -a | grep -o ' icanon'; exit $s`,
      ],
    });
    expect(ended(screen)).toMatch(/^permahub: Stopped by SIGTERM\. .*\n.*\n icanon\n$/);
    expect(status).toBe(130);
  });

  test('NO_COLOR is honoured', async () => {
    const colours = /\u001b\[(?:[1-9]|[34]\d)m/;
    expect((await inTerminal([reason, type('')], { NO_COLOR: '1' })).raw).not.toMatch(colours);
    expect((await inTerminal([reason, type('')])).raw).toMatch(colours);
  });

  test('control characters never reach the reason', async () => {
    const { screen } = await inTerminal([[/reason\?/, 'one\u001a two\u202e three'], confirmation]);
    expect(ended(screen)).toBe('APPROVED {"reason":"one two three","by":"Ada"}\n');
  });

  test('where nothing has to be asked the terminal is not opened, and the approval says so', async () => {
    const impact = { kind: 'not-rehearsed', reason: 'x' } as const;
    const approval = await ask({
      screen: [],
      needs: { reason: false, confirmation: false },
      confirmText: 'code',
      reasonOtherwise: 'no question needed: nothing\nis lost',
      by: 'Ada',
      proof: restored,
      impact,
      tty: '/nowhere',
    });
    expect(approval).toEqual({
      reason: 'no question needed: nothing is lost',
      by: 'Ada',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      proof: restored,
      impact,
      others: [],
      signatures: [],
      request: null,
    });
  });

  test('a terminal device that does not open is not approved', async () => {
    const asked = ask({
      screen: [],
      needs: { reason: true, confirmation: true },
      confirmText: 'code',
      reasonOtherwise: '',
      by: 'Ada',
      proof: restored,
      impact: { kind: 'not-rehearsed', reason: 'x' },
      tty: '/nowhere',
    });
    await expect(asked).rejects.toMatchObject({
      status: 77,
      message:
        "Not approved: the terminal /nowhere cannot be opened (ENOENT: no such file or directory, open '/nowhere'). Nothing was forwarded to the Supabase CLI.",
    });
  });
});
