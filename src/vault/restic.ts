import { type ChildProcess, spawn } from 'node:child_process';
import { Failure } from '../failures.ts';
import type { VaultSettings } from '../policy/types.ts';
import { resticEnvironment, withoutSecrets } from './environment.ts';
import { failureOf, retrying } from './restic-failures.ts';

/** restic at one repository. */
export interface Restic {
  readonly repository: string;
  /**
   * Runs it and gives what it printed. `what` names it for people, after "could not". Failures: restic-missing and those of
   * the vault.
   */
  readonly run: (args: readonly string[], of: { readonly what: string; readonly cwd?: string }) => Promise<string>;
  /** The same, each piece of what it prints given to `sink`, which settles when it is ready for the next. */
  readonly stream: (
    args: readonly string[],
    of: { readonly what: string; readonly cwd?: string },
    sink: (chunk: Buffer) => Promise<void> | void,
  ) => Promise<void>;
}

/** Bytes of stderr kept: the end of it, where the reason stands. */
const kept = 16 * 1024;
/** restic itself tries for 15 minutes; nobody waits that long behind every backup. */
const patience = 30_000;
/** Between "please end" and the end: restic takes its lock away meanwhile, if the repository still answers. */
const grace = 5000;

/**
 * The only door to restic. Nothing secret is in its argv: repository and password go by its environment, which holds
 * nothing else that restic does not need. `signal` ends it. Failure: vault-no-password.
 */
export function openRestic(vault: VaultSettings, env: NodeJS.ProcessEnv, signal?: AbortSignal): Restic {
  const own = resticEnvironment(vault, env);
  const { repository } = vault;
  const stream: Restic['stream'] = async (args, { what, cwd }, sink) => {
    signal?.throwIfAborted();
    const child = spawn('restic', args, { env: own, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => end(child);
    signal?.addEventListener('abort', stop);
    const watched = watch(child);
    try {
      const taken = take(child, sink);
      taken.catch(() => end(child)); // Told below, when it has ended.
      const { status, signal: by } = await ended(child);
      signal?.throwIfAborted();
      if (!watched.gaveUp()) await taken; // What failed of the sink comes first: restic only lost its reader.
      if (status === 0) return;
      const how = by ? `it was ended by ${by}` : `status ${status}`;
      throw failureOf({ repository, what, how, status, said: withoutSecrets(watched.said(), own) });
    } finally {
      watched.stop();
      signal?.removeEventListener('abort', stop);
    }
  };
  return {
    repository,
    stream,
    run: async (args, of) => {
      const chunks: Buffer[] = [];
      await stream(args, of, (chunk) => void chunks.push(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

async function take({ stdout }: ChildProcess, sink: (chunk: Buffer) => Promise<void> | void): Promise<void> {
  for await (const chunk of stdout as AsyncIterable<Buffer>) await sink(chunk);
}

function ended(child: ChildProcess): Promise<{ status: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      if (child.pid === undefined) reject(new Failure('restic-missing', { problem: error.message }));
    });
    child.once('close', (status, signal) => resolve({ status, signal }));
  });
}

/** Keeps the end of what it says, and ends it when it only tries again and again. */
function watch(child: ChildProcess) {
  let tail = '';
  let late: NodeJS.Timeout | null = null;
  let gaveUp = false;
  const giveUp = () => {
    gaveUp = true;
    end(child);
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-kept);
    if (retrying.test(text)) late ??= setTimeout(giveUp, patience);
  });
  return { said: () => tail, gaveUp: () => gaveUp, stop: () => late && clearTimeout(late) };
}

function end(child: ChildProcess): void {
  child.kill('SIGINT');
  child.stdout?.destroy(); // Unread output would keep it from ever being closed.
  const killer = setTimeout(() => child.kill('SIGKILL'), grace);
  child.once('close', () => clearTimeout(killer));
}
