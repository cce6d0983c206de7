import type { ChildProcess } from 'node:child_process';
import { Failure } from '../failures.ts';
import { finish } from './finish.ts';
import type { Connection, Program, Toolset } from './types.ts';

/** A program at work. */
export interface Running {
  readonly child: ChildProcess;
  /** Its warnings at the end; rejects with what went wrong. */
  readonly ended: Promise<string>;
}

/** The programs of one backup: they end together, and of several failures the one that caused the others is told. */
export class Programs {
  readonly #alive = new Set<ChildProcess>();
  readonly #failures: unknown[] = [];
  #stopped = false;

  readonly tools: Toolset;

  constructor(tools: Toolset) {
    this.tools = tools;
  }

  start(
    program: Program,
    args: readonly string[],
    connection: Connection,
    stdin: 'pipe' | 'ignore',
    tools = this.tools,
  ): Running {
    if (this.#stopped) throw new Error(`${program} is not started: the backup was stopped`);
    const child = tools.start(program, args, connection, { stdin });
    this.#alive.add(child);
    child.once('close', () => this.#alive.delete(child));
    const words = `${program} of ${connection.host}:${connection.port}/${connection.database}`;
    const ended = finish(child, words, { secret: connection.password });
    ended.catch((error) => {
      if (!this.#stopped) this.#failures.push(error);
    });
    return { child, ended };
  }

  /** Ends every program; settles when none is left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const gone = [...this.#alive].map((child) => new Promise<void>((resolve) => child.once('close', () => resolve())));
    for (const child of this.#alive) {
      child.kill('SIGTERM');
      child.stdout?.destroy(); // Unread output would keep it from ever being closed.
    }
    const late = setTimeout(() => {
      for (const child of this.#alive) child.kill('SIGKILL');
    }, 2000);
    await Promise.all(gone);
    clearTimeout(late);
  }

  /** The failure to tell when `error` came up: a lost server or full disk breaks the pipes of the other programs. */
  async cause(error: unknown): Promise<unknown> {
    if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, 200));
    const seen = [error, ...this.#failures];
    const causes = ['disk-full', 'backup-not-written', 'server-gone', 'program-lost-server'];
    for (const code of causes) {
      const found = seen.find((each) => each instanceof Failure && each.code === code);
      if (found) return found;
    }
    return seen.find((each) => each instanceof Failure) ?? error;
  }
}

/** All of what a program prints, as text. */
export async function output({ child, ended }: Running): Promise<string> {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await ended;
  return Buffer.concat(chunks).toString('utf8');
}
