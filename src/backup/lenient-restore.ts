import type { ChildProcess } from 'node:child_process';
import type { Programs } from '../postgres/programs.ts';
import { into, type Sink } from '../postgres/pump.ts';
import { restoreErrors } from '../postgres/restore-errors.ts';
import type { Copy } from './dump-and-restore.ts';

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
  const running = programs.start('pg_restore', args, connection, 'pipe', tools);
  running.child.stdout?.resume();
  const errors = restoreErrors(running);
  errors.catch(() => undefined); // Whoever awaits it hears of it.
  return { child: running.child, sink: into(running.child), errors };
}
