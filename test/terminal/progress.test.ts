import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { runInTerminal } from '../support/pty.ts';

let program: ReturnType<typeof bundled>;
beforeAll(() => {
  program = bundled(`${import.meta.dirname}/programs/progress.ts`);
});
afterAll(() => program.remove());
const timeless = (text: string) => text.replace(/\d+\.\d s/g, 'TIME');

describe('progress', () => {
  test('is told in plain lines where stderr is no terminal, and never on stdout', () => {
    const run = spawnSync(process.execPath, [program.program], {
      encoding: 'utf8',
      env: { ...process.env, FAIL: '1' },
    });
    expect(run.stdout).toBe('OUT made\nOUT broken\n');
    expect(timeless(run.stderr)).toBe(
      'permahub: Back up local…\npermahub: Back up local: done, 8 of 8 tables, 8.0 MB, TIME\npermahub: Prove it…\npermahub: Prove it: failed, TIME\n',
    );
  });

  test('is drawn on a terminal, live, and leaves its last state; short steps leave nothing', async () => {
    const { raw, screen, status } = await runInTerminal({
      command: process.execPath,
      args: [program.program],
      env: { FAIL: '1' },
    });
    expect(raw).toMatch(/Back up local {2}5 of 8 tables, 5\.0 MB/);
    expect(timeless(screen)).toBe(
      '✔ Back up local  8 of 8 tables, 8.0 MB, TIME\nOUT made\n✖ Prove it  TIME\nOUT broken\n',
    );
    expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001b[?25l'));
    expect(status).toBe(0);
  });

  test('is drawn on stderr even when stdout is a pipe, which stays untouched', async () => {
    const { raw, screen } = await runInTerminal({
      command: 'sh',
      args: ['-c', `out=$(${process.execPath} ${program.program}); printf '[%s]\\n' "$out"`],
    });
    expect(raw).toMatch(/5 of 8 tables/);
    expect(screen).toContain('[OUT made]\n');
  });
});
