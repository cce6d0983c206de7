import { closeWindow } from '../action/close-window.ts';
import { windowKeeper } from '../action/window-record.ts';
import { Failure } from '../failures.ts';
import { openAgain } from '../guard/reopen.ts';
import type { Source } from '../guard/source.ts';
import type { Target } from '../target/types.ts';
import { printLines } from '../terminal/style.ts';
import { indented } from '../terminal/wrap.ts';

/**
 * Stops the writes of all others for a restore over several connections, and ends their sessions; gives what allows them
 * again. It is recorded on this machine: where this process dies, the next run on the target allows them. A role that may
 * not is told so: then what others write in between is found by the comparison alone.
 */
export async function keepOthersOut(of: {
  readonly source: Source;
  readonly target: Target;
  /** The command, without secrets. */
  readonly shown: string;
  readonly env: NodeJS.ProcessEnv;
}): Promise<() => Promise<void>> {
  const { source, target } = of;
  try {
    const window = await closeWindow(source.session, windowKeeper(target.key, of.shown, of.env), null);
    return async () => {
      await openAgain(window, source.connection, false);
    };
  } catch (error) {
    if (!(error instanceof Failure && error.detail.sqlstate === '42501')) throw error;
    printLines(unstopped(String(error.detail.problem)));
    return async () => undefined;
  }
}

/** Pure. */
function unstopped(problem: string) {
  const text = `permahub: writes of others cannot be stopped for the time of this restore (${problem}): their sessions are ended every second, and what one writes in between the comparison finds.`;
  return indented(text, 0, 78).map((line) => ({ text: line, tone: 'danger' as const }));
}
