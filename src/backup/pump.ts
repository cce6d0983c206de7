import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Takes one chunk and settles when it is ready for the next: that is the back-pressure. */
export type Sink = (chunk: Buffer) => Promise<void> | void;

/** Everything a program prints goes to each sink, as fast as the slowest of them. */
export async function pump(from: ChildProcess, ...sinks: readonly Sink[]): Promise<void> {
  const { stdout } = from;
  if (!stdout) throw new Error('the program has no pipe for its output');
  for await (const chunk of stdout) await Promise.all(sinks.map((sink) => sink(chunk as Buffer)));
}

/** A sink into a program's stdin. Bytes for one that ended already are dropped: its status says why it ended. */
export function into(child: ChildProcess): Sink {
  return async (chunk) => {
    const { stdin } = child;
    if (!stdin || stdin.destroyed || stdin.writableEnded || chunk.length === 0) return;
    if (stdin.write(chunk)) return;
    const settled = new AbortController();
    const { signal } = settled;
    // An early end closes the pipe without a drain.
    await Promise.race([once(stdin, 'drain', { signal }), once(stdin, 'close', { signal })]).catch(() => undefined);
    settled.abort();
  };
}
