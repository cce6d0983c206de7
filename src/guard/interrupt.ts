import { Failure } from '../failures.ts';

const names = { SIGINT: 'Ctrl-C', SIGTERM: 'SIGTERM', SIGHUP: 'SIGHUP' } as const;

/**
 * Runs `work` with a signal that aborts on Ctrl-C, TERM and HUP, so that it can clean up after itself. The abort's reason
 * is Failure 'interrupted' (130), or what `work` failed with. Afterwards signals are as they were: the action holds them in its own way.
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) =>
    controller.abort(new Failure('interrupted', { signal: names[signal as keyof typeof names] }));
  for (const name of Object.keys(names)) process.on(name, stop);
  try {
    const result = await work(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } catch (error) {
    // What broke because of the interruption is not the cause; what is still at work (a backup behind a "no") ends too.
    controller.abort(error);
    throw controller.signal.reason;
  } finally {
    for (const name of Object.keys(names)) process.off(name, stop);
  }
}
