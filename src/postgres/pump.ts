import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Takes one chunk and settles when it is ready for the next: that is the back-pressure. */
export type Sink = (chunk: Buffer) => Promise<void> | void;

/** Programs write 4 to 8 kB at a time: handled one by one that costs more than the work itself. */
const block = 256 * 1024;

/** Everything a program prints goes to each sink in large pieces, as fast as the slowest of them takes it. */
export async function pump(from: ChildProcess, ...sinks: readonly Sink[]): Promise<void> {
  let held: Buffer[] = [];
  let bytes = 0;
  const give = async () => {
    if (bytes === 0) return;
    const piece = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held, bytes);
    [held, bytes] = [[], 0];
    await Promise.all(sinks.map((sink) => sink(piece)));
  };
  for await (const chunk of outputOf(from)) {
    held.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes >= block) await give();
  }
  await give();
}

/** The same without waiting for more: for few and short lines that somebody waits for. */
export async function pumpAtOnce(from: ChildProcess, sink: Sink): Promise<void> {
  for await (const chunk of outputOf(from)) await sink(chunk as Buffer);
}

function outputOf({ stdout }: ChildProcess) {
  if (!stdout) throw new Error('the program has no pipe for its output');
  return stdout;
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
