import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProbe } from '../../src/routes/doctor/run-probe.ts';
import { waitFor } from '../postgres/processes.ts';

const shim = resolve(import.meta.dirname, '../../bin/supabase');

describe('the probe variable', () => {
  // Without Node on PATH the shim refuses whatever it would judge.
  const ask = (...argv: string[]) =>
    spawnSync('/bin/sh', [shim, ...argv], {
      encoding: 'utf8',
      env: { PATH: '/nowhere', PERMAHUB_PROBE: 'n0nce' },
    });

  test('is answered to `supabase --version`', () => {
    expect(ask('--version')).toMatchObject({ status: 0, stdout: 'permahub-probe n0nce\n', stderr: '' });
  });

  test.each([[[]], [['db', 'reset']], [['--version', 'db', 'reset']], [['db', 'reset', '--version']], [['-v']]])(
    'changes nothing for %j',
    (argv) => {
      const ran = ask(...argv);
      expect(ran.stdout).not.toContain('n0nce');
    },
  );
});

/** Whether a process of the group runs; what only waits to be reaped does not. */
function alive(group: number): boolean {
  const { stdout } = spawnSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' });
  return stdout.split('\n').some((line) => {
    const [pgid, stat = 'Z'] = line.trim().split(/\s+/);
    return Number(pgid) === group && !stat.startsWith('Z');
  });
}

describe('a probe', () => {
  const run = (script: string, patience = 20) =>
    runProbe({ program: 'sh', args: ['-c', script], env: { PATH: process.env.PATH }, cwd: '/', patience });

  test('that waits for ever is killed with all it started, and what it said is kept', async () => {
    const started = performance.now();
    const ran = await run('echo here $$; sleep 600 & sleep 600', 1);
    expect(ran).toMatchObject({ status: null, ended: 'too late' });
    expect(performance.now() - started).toBeLessThan(15_000);
    const group = /here (\d+)/.exec(ran.stdout)?.[1];
    await waitFor(() => !alive(Number(group)));
  });

  test('that leaves somebody behind with its streams is not waited for', async () => {
    const started = performance.now();
    expect(await run('sleep 600 & echo done')).toMatchObject({ status: 0, ended: 'by itself', stdout: 'done\n' });
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('has no terminal, and no standard input', async () => {
    expect((await run('cat; (: < /dev/tty) 2>/dev/null && echo terminal; echo end')).stdout).toBe('end\n');
  });

  test('of a program that is not there says so', async () => {
    const ran = await runProbe({ program: 'no-such-program', args: [], env: { PATH: '/bin' }, cwd: '/', patience: 5 });
    expect(ran).toMatchObject({ status: null, ended: 'not there' });
  });
});
