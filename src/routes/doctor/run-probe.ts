import { spawn } from 'node:child_process';
import type { Ran } from './types.ts';

/** The most that is kept of what a probe says. */
const most = 100_000;

/**
 * Runs a probe in a session of its own, without a terminal: no rc file can ask, stop us or take the terminal. After
 * `patience` seconds all of it is killed.
 */
export function runProbe(of: {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly input?: string | undefined;
  readonly patience: number;
}): Promise<Ran> {
  return new Promise((done) => {
    const said = { stdout: '', stderr: '' };
    const child = spawn(of.program, of.args, {
      ...{ cwd: of.cwd, env: of.env, detached: true },
      stdio: [of.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const kill = () => {
      try {
        process.kill(-(child.pid as number), 'SIGKILL');
      } catch {
        // It is gone already.
      }
    };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, of.patience * 1000);
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        said[name] = (said[name] + text).slice(-most);
      });
    child.stdin?.on('error', () => undefined).end(of.input);
    let settled = false;
    let afterExit: NodeJS.Timeout | undefined;
    const end = (status: number | null, ended: Ran['ended']) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      clearTimeout(afterExit);
      // What it left behind in its session goes with it, and so does whoever still holds its streams.
      if (child.pid !== undefined) kill();
      child.stdout?.destroy();
      child.stderr?.destroy();
      done({ status, ...said, ended });
    };
    child.once('error', () => end(null, 'not there'));
    child.once('close', (status) => end(status, late ? 'too late' : 'by itself'));
    // A program started in the background keeps the streams open: its parent's end is the answer.
    child.once('exit', (status) => {
      afterExit = setTimeout(() => end(status, late ? 'too late' : 'by itself'), 300);
    });
  });
}
