import { openWindow } from '../action/close-window.ts';
import { windowKeeper } from '../action/window-record.ts';
import { Failure } from '../failures.ts';
import { lockTarget } from '../postgres/advisory-lock.ts';
import type { Target } from '../target/types.ts';
import { printFailure } from '../terminal/failure.ts';
import { printLines } from '../terminal/style.ts';
import type { Source } from './source.ts';

/**
 * Lets others write again where an earlier run on this machine died while it had stopped them, and says so. Call it holding
 * the machine's lock of the target: then that run is over. What cannot be opened is said, and stays recorded.
 */
export async function openLeftWindow(of: {
  readonly source: Source;
  readonly target: Target;
  readonly env: NodeJS.ProcessEnv;
  /** False when the database's own lock is not ours yet: a guard on another machine may hold it. */
  readonly locked: boolean;
}): Promise<void> {
  const { source, target } = of;
  const keeper = windowKeeper(target.key, '', of.env);
  const record = keeper.read();
  if (!record) return;
  const { host, port, database } = source.connection;
  const place = `${host}:${port}/${database}`;
  try {
    const lock = of.locked || target.isLocalStack ? null : await lockTarget(source.session, target.key);
    try {
      const opened = database === record.database && (await openWindow(source.session, record));
      if (opened) {
        const who = `An earlier run (${record.command}, ${record.since}) died while it had stopped writes to ${place}`;
        printLines([{ text: `permahub: ${who}: they are allowed again.`, tone: 'danger' }]);
      }
      keeper.remove();
    } finally {
      await lock?.release();
    }
  } catch (error) {
    if (error instanceof Failure && error.code === 'held-by-another-guard') return; // Its window, or none: not ours to open.
    const problem = (error as Error).message.replace(/\.$/, '');
    printFailure(new Failure('window-left-closed', { place, database, problem }));
  }
}
