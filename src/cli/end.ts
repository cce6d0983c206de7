import { constants } from 'node:os';

/** Milliseconds for a signal to end us before the shell's number for it is returned instead. */
const patience = 500;

/** Ends this process as the real CLI ended: with its status, or by the same signal, so that shells and scripts see the same. */
export function endAs(outcome: { readonly status: number | null; readonly signal: NodeJS.Signals | null }): void {
  const { status, signal } = outcome;
  if (signal === null) {
    process.exitCode = status ?? 70;
    return;
  }
  process.exitCode = 128 + constants.signals[signal];
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // A signal that is ignored here (Node ignores PIPE) ends nothing.
  setTimeout(() => process.exit(), patience);
}

/** Ends this process at once, whatever it still waits for: somebody else's patience is shorter. What was printed has to be out by then. */
export function endNow(status: number): never {
  process.exit(status);
}
