import type { ClosedWindow } from '../action/close-window.ts';
import { Failure } from '../failures.ts';
import type { GuardLog } from '../journal/guard-log.ts';
import { connect } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import { printFailure } from '../terminal/failure.ts';
import type { Held } from './hold.ts';
import type { Ready } from './settle.ts';

/**
 * Lets others write again where the guard had stopped them, over a new connection: the old one may be gone. What cannot be
 * opened is said at once, with the way to do it by hand; it does not change what the action did.
 */
export async function reopen(of: {
  readonly held: Held;
  readonly ready: Ready;
  readonly log: GuardLog;
  /** A local reset makes the server anew: one that is gone holds no setting either. */
  readonly mayBeGone: boolean;
}): Promise<void> {
  const { held, ready, log, mayBeGone } = of;
  if (!ready.window || !held.source) return;
  const how = await openAgain(ready.window, held.source.connection, mayBeGone);
  if (how !== 'gone') log.say(how === 'open' ? 'writes are allowed again' : how.message);
}

/** The same for any window. What kept it closed was said already when it is given. */
export async function openAgain(
  window: ClosedWindow,
  connection: Connection,
  mayBeGone: boolean,
): Promise<'open' | 'gone' | Failure> {
  try {
    const session = await connect(connection);
    await window.open(session).finally(session.close);
    return 'open';
  } catch (error) {
    if (mayBeGone && (error as Failure).code === 'target-unreachable') return 'gone';
    const { host, port, database } = connection;
    const problem = (error as Error).message.replace(/\.$/, '');
    const failure = new Failure('window-left-closed', { place: `${host}:${port}/${database}`, database, problem });
    printFailure(failure);
    return failure;
  }
}
