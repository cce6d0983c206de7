import type { ChildProcess } from 'node:child_process';
import { Failure, type FailureCode } from '../failures.ts';
import { scrub } from './scrub.ts';
import type { Secret } from './types.ts';

export interface FinishOptions {
  /** Taken out of everything the program said. */
  readonly secret?: Secret | null;
}

/** Bytes of stderr kept: the end of it, where the reason stands. */
const kept = 16 * 1024;

/**
 * Waits for a program's end and gives back the end of its stderr (warnings). `words` names it for people:
 * "pg_dump of 127.0.0.1:54322/postgres". Call it right after the start. The caller reads stdout.
 * Failures: program-lost-server, disk-full, program-denied, program-mismatch, program-missing, program-failed.
 */
export async function finish(child: ChildProcess, words: string, options: FinishOptions = {}): Promise<string> {
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-kept);
  });
  // The program may end before it has read everything: its status says why, the broken pipe does not.
  child.stdin?.on('error', () => undefined);
  const end = await new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', (error) => {
      if (child.pid === undefined) reject(new Failure('program-missing', { words, problem: error.message }));
    });
    child.once('close', (status, signal) => resolve({ status, signal }));
  });
  const said = scrub(tail, options.secret ?? null);
  if (end.status === 0) return said;
  const how = end.signal ? `it was ended by ${end.signal}` : `status ${end.status}`;
  throw new Failure(reasonOf(tail), { words, how, problem: errorLines(said) || 'it said nothing' });
}

/** What PostgreSQL's programs and server write, in English because the programs run with LC_ALL=C. */
const reasons: readonly (readonly [RegExp, FailureCode])[] = [
  [/No space left on device|Disk quota exceeded|could not extend file/i, 'disk-full'],
  [/server version mismatch/i, 'program-mismatch'],
  [
    /server closed the connection unexpectedly|terminating connection|connection to server .* failed|connection to server was lost|SSL connection has been closed|lost synchronization with server|the database system is (shutting down|starting up|in recovery mode)/i,
    'program-lost-server',
  ],
  [/permission denied|must be (superuser|owner)|row-level security/i, 'program-denied'],
];

function reasonOf(said: string): FailureCode {
  return reasons.find(([pattern]) => pattern.test(said))?.[1] ?? 'program-failed';
}

/** The lines that name an error, at most three, else the last three. */
function errorLines(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /error:|ERROR|FATAL|PANIC/.test(line));
  return (errors.length > 0 ? errors.slice(0, 3) : lines.slice(-3)).map((line) => line.trim()).join('; ');
}
