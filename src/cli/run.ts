import { type ChildProcess, spawn } from 'node:child_process';
import { Failure } from '../failures.ts';
import { forwardEnv } from './environment.ts';
import { teeStderr } from './tee.ts';
import type { RealCli } from './types.ts';

/** How the real CLI ended: exactly one of status and signal is set. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly seconds: number;
  /** The end of what it wrote on stderr, where that was kept: not scrubbed. */
  readonly said?: string;
}

/**
 * Runs the real CLI with exactly this argv on our own terminal and streams, and waits for its end. Ctrl-C reaches it from
 * the terminal itself, so we hold INT; TERM and HUP that reach us are passed on once. With `keepStderr` its stderr is a pipe
 * that is copied on to ours: neither 2.122.1 nor 3.1.0 does anything else for it with --yes. With `stdin` exactly these bytes
 * are its standard input, else ours is. Failure: cli-not-started (69).
 */
export async function runReal(
  cli: Pick<RealCli, 'path'>,
  argv: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly keepStderr?: boolean; readonly stdin?: Buffer | null },
): Promise<Ended> {
  const started = performance.now();
  let child: ChildProcess | null = null;
  const passed = new Set<NodeJS.Signals>();
  const hold = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGINT' || passed.has(signal)) return;
    passed.add(signal);
    child?.kill(signal);
  };
  const held: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // Before it starts: a signal that comes while it does is passed on too.
  for (const signal of held) process.on(signal, hold);
  try {
    const program = spawn(cli.path, argv, {
      stdio: [options.stdin ? 'pipe' : 'inherit', 'inherit', options.keepStderr ? 'pipe' : 'inherit'],
      env: forwardEnv(options.env),
    });
    child = program;
    // A child that ends before it has read everything says how it went by its own end.
    program.stdin?.on('error', () => undefined).end(options.stdin);
    const ended = new Promise<Ended>((done, fail) => {
      program.on('error', (error: NodeJS.ErrnoException) =>
        fail(
          new Failure('cli-not-started', { path: cli.path, problem: error.code ?? error.message }, { cause: error }),
        ),
      );
      program.on('exit', (status, signal) => done({ status, signal, seconds: (performance.now() - started) / 1000 }));
    });
    const tee = program.stderr && teeStderr(program.stderr, ended);
    const how = await ended;
    if (!tee) return how;
    await tee.drained;
    return { ...how, said: tee.text() };
  } finally {
    for (const signal of held) process.off(signal, hold);
  }
}
