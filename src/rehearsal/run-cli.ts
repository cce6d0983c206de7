import { spawn } from 'node:child_process';
import { Failure } from '../failures.ts';
import { watch } from '../postgres/watchdog.ts';

/** How a captured run ended and what it said. */
export interface Captured {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly seconds: number;
  readonly out: string;
  readonly err: string;
}

/** Bytes kept of each stream: the end of it, where the reason stands. */
const kept = 256 * 1024;

/**
 * Runs the real CLI without a terminal, its output captured and its input given; a group of its own that ends with us or with
 * the signal. Failures: cli-not-started (69); the signal's own reason.
 */
export async function runCaptured(of: {
  readonly path: string;
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdin: Buffer | null;
  readonly signal: AbortSignal;
}): Promise<Captured> {
  const { path, argv, env, cwd, stdin, signal } = of;
  signal.throwIfAborted();
  const started = performance.now();
  const child = spawn(path, argv, { env, cwd, detached: true, stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  watch(child);
  child.stdin?.on('error', () => undefined); // It may end before it has read everything: its status says why.
  child.stdin?.end(stdin);
  const [out, err] = [tailOf(child.stdout), tailOf(child.stderr)];
  const end = () => killGroup(child.pid);
  signal.addEventListener('abort', end, { once: true });
  try {
    const ended = await new Promise<Pick<Captured, 'status' | 'signal'>>((done, fail) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (child.pid === undefined)
          fail(new Failure('cli-not-started', { path, problem: error.code ?? error.message }, { cause: error }));
      });
      child.once('close', (status, by) => done({ status, signal: by }));
    });
    signal.throwIfAborted();
    return { ...ended, seconds: (performance.now() - started) / 1000, out: out(), err: err() };
  } finally {
    signal.removeEventListener('abort', end);
    killGroup(child.pid); // Nothing of it may still be at work when its folder is removed.
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group is gone already.
  }
}

function tailOf(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    while (chunks.length > 1 && bytes - (chunks[0] as Buffer).length >= kept)
      bytes -= (chunks.shift() as Buffer).length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
