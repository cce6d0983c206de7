import type { ChildProcess } from 'node:child_process';

/** Takes one chunk and settles when it is ready for the next: that is the back-pressure. */
export type Sink = (chunk: Buffer) => Promise<void> | void;

/** Programs write 4 to 8 kB at a time: handled one by one that costs more than the work itself. */
const block = 256 * 1024;

/**
 * Everything a program prints goes to each sink in large pieces, as fast as the slowest of them takes it. A piece is valid
 * until its sink settles: two blocks of memory take turns, one being filled while the other is taken.
 */
export async function pump(from: ChildProcess, ...sinks: readonly Sink[]): Promise<void> {
  let [filling, taken] = [Buffer.allocUnsafeSlow(block), Buffer.allocUnsafeSlow(block)];
  let bytes = 0;
  let taking: Promise<unknown> = Promise.resolve();
  const give = async () => {
    await taking;
    const piece = filling.subarray(0, bytes);
    taking = Promise.all(sinks.map((sink) => sink(piece)));
    taking.catch(() => undefined); // Told by the next await of it.
    [filling, taken, bytes] = [taken, filling, 0];
  };
  for await (const chunk of outputOf(from) as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(filling, bytes, at);
      at += copied;
      bytes += copied;
      if (bytes === block) await give();
    }
  }
  if (bytes > 0) await give();
  await taking;
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
  return (chunk) => {
    const { stdin } = child;
    if (!stdin || stdin.destroyed || stdin.writableEnded || chunk.length === 0) return;
    // Called when the bytes are the kernel's, or when the program ended and they never will be.
    return new Promise((resolve) => stdin.write(chunk, () => resolve()));
  };
}
