import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import type { Account } from './scratch-place.ts';
import type { Secret } from './types.ts';

/** A server under its supervisor. */
export interface SupervisedServer {
  /** It runs behind the wall: reached by the socket in its folder alone, and reaching nothing itself. */
  readonly walled: boolean;
  /** Stops the server and removes its folder; safe to call twice. */
  readonly remove: () => Promise<void>;
}

/** Shell words that try the wall, and that start the server behind it. */
interface Behind {
  readonly probe: string;
  readonly start: string;
}

/**
 * The supervisor: makes the cluster, starts the server, then waits for the guard's pipe to break. However the guard
 * ends, SIGKILL included, the server is stopped and the folder removed. The guard's Ctrl-C does not reach it.
 */
const script = (folder: string, initdb: string, wall: Behind, plain: string) => `trap '' HUP INT TERM PIPE
umask 077
mkdir ${folder} || exit 1
cd ${folder} || exit 1
read -r password && printf '%s\\n' "$password" >password
if ${initdb} >log 2>&1 </dev/null && rm -f password; then
  if ${wall.probe} >/dev/null 2>&1 </dev/null; then
    ${wall.start} >>log 2>&1 </dev/null &
    server=$!
    echo started walled
  else
    ${plain} >>log 2>&1 </dev/null &
    server=$!
    echo started
  fi
  while read -r _; do :; done
  # A program started in the background ignores QUIT until it says otherwise: one that is still starting is told again.
  ( while kill -QUIT "$server" 2>/dev/null; do sleep 0.2; done ) &
  wait "$server"
else
  echo failed
  while read -r _; do :; done
fi
cd / || exit 1
# A process that is only just ending may still write: what it leaves is removed as well.
for try in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf ${folder} 2>/dev/null && exit 0
  sleep 0.5
done
exit 1`;

/**
 * Makes `folder` and a server in it; both go together. initdb finds the password in the file `password` there, where the
 * supervisor puts it after reading it from the pipe. Failure: scratch-failed.
 */
export async function superviseServer(options: {
  readonly folder: string;
  readonly account: Account;
  readonly password: Secret;
  readonly initdb: readonly string[];
  /** The server where there is no wall, and behind it. */
  readonly postgres: { readonly plain: readonly string[]; readonly walled: readonly string[] };
  /** Words that put a program behind the wall; null: never. */
  readonly wall: readonly string[] | null;
  readonly env: NodeJS.ProcessEnv;
}): Promise<SupervisedServer> {
  const { folder } = options;
  const quoted = (words: readonly string[]) => words.map(quote).join(' ');
  const { plain, walled } = options.postgres;
  const behind = (words: readonly string[]) => (options.wall ? quoted([...options.wall, ...words]) : 'false');
  // The program itself is tried: its libraries may lie where the wall hides them.
  const wall = { probe: behind([...walled.slice(0, 1), '--version']), start: behind(walled) };
  const steps = script(quote(folder), quoted(options.initdb), wall, quoted(plain));
  const supervisor = spawn('/bin/sh', ['-c', steps], {
    ...(options.account ?? {}),
    cwd: '/',
    // The server inherits nothing of the person's: no PG*, no TZ, messages in English.
    env: { PATH: options.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' },
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  supervisor.stdin?.on('error', () => undefined); // It is gone already; `exit` tells.
  supervisor.stdin?.write(`${options.password.reveal()}\n`);
  const gone = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()).once('error', () => resolve()));
  const remove = async () => {
    supervisor.ref(); // The wait itself must keep us alive.
    supervisor.stdin?.end();
    await gone;
    rmSync(folder, { recursive: true, force: true }); // Left only if the supervisor itself was killed.
  };
  let isWalled: boolean;
  try {
    isWalled = await started(supervisor);
    await ready(folder);
  } catch (error) {
    const problem = `${(error as Error).message}: ${logTail(folder)}`;
    await remove();
    throw new Failure('scratch-failed', { problem }, { cause: error });
  }
  supervisor.unref();
  return { walled: isWalled, remove };
}

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

/** Whether it was started behind the wall. */
function started(supervisor: ChildProcess): Promise<boolean> {
  return new Promise((resolve, reject) => {
    supervisor.once('error', reject);
    supervisor.once('exit', (status, signal) => reject(new Error(`its supervisor ended (${signal ?? status})`)));
    supervisor.stdout?.once('data', (said: Buffer) => {
      supervisor.stdout?.destroy();
      const words = said.toString().trim();
      if (words.startsWith('started')) resolve(words === 'started walled');
      else reject(new Error('initdb failed'));
    });
  });
}

/** The server writes its state into line 8 of postmaster.pid: cheaper and surer than connecting again and again. */
async function ready(folder: string): Promise<void> {
  for (const since = Date.now(); Date.now() - since < 60_000; await new Promise((r) => setTimeout(r, 10))) {
    const state = read(join(folder, 'data', 'postmaster.pid'))
      .split('\n')[7]
      ?.trim();
    if (state === 'ready') return;
    if (/FATAL|could not (bind|create)/.test(read(join(folder, 'log')))) throw new Error('the server did not start');
  }
  throw new Error('the server was not ready within 60 s');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // Not written yet.
  }
}

function logTail(folder: string): string {
  const lines = read(join(folder, 'log')).trim().split('\n');
  const errors = lines.filter((line) => /error:|FATAL|PANIC/.test(line));
  return (errors.length > 0 ? errors.slice(0, 2) : lines.slice(-2)).join('; ') || 'no log';
}
