import type { ChildProcess } from 'node:child_process';
import type { Copy } from './dump-and-restore.ts';
import type { Programs } from './programs.ts';
import { into, type Sink } from './pump.ts';

/** Errors named at most; what is more is counted. */
const named = 50;

/** A restore that goes on after errors. */
export interface LenientRestore {
  readonly child: ChildProcess;
  readonly sink: Sink;
  /** What could not be restored, each with its reason; rejects when the restore itself broke off. */
  readonly errors: Promise<readonly string[]>;
}

/**
 * Restores custom.dump where the scratch server lacks extensions: pg_restore goes on after each error and says what it
 * was restoring, and it leaves out the rows of a table that could not be made (psql would read them as SQL).
 */
export function restoreWithErrors(programs: Programs, { tools, connection }: Copy): LenientRestore {
  const args = ['--no-password', '-d', connection.database];
  const { child, ended } = programs.start('pg_restore', args, connection, 'pipe', tools);
  child.stdout?.resume();
  let said = '';
  child.stderr?.on('data', (text: string | Buffer) => {
    if (said.length < 1_000_000) said += text.toString();
  });
  const errors = ended.then(
    () => [],
    (error) => {
      // Status 1 with its closing line: it went through to the end.
      if (!/errors ignored on restore: \d+/.test(said)) throw error;
      return entries(said);
    },
  );
  return { child, sink: into(child), errors };
}

/** "EXTENSION vector: extension "vector" is not available" for each error pg_restore told of. Pure. */
export function entries(said: string): string[] {
  const found: string[] = [];
  let entry = 'the dump';
  for (const line of said.split('\n')) {
    const from = /^pg_restore: from TOC entry \d+; \d+ \d+ (.+?)(?: \(no owner\)| \S+)?$/.exec(line)?.[1];
    if (from) entry = from;
    const error = /^pg_restore: error: (?:could not execute query: )?(?:ERROR:\s+)?(.*)$/.exec(line)?.[1];
    if (error) found.push(`${entry}: ${error}`);
  }
  if (found.length <= named) return found;
  return [...found.slice(0, named), `${found.length - named} more errors`];
}
