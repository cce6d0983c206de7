import type { Readable } from 'node:stream';

/** Bytes of the end that are kept. */
const kept = 65_536;

/** What a program writes on stderr: copied on to ours as it comes, its end kept. */
export interface Tee {
  /** The end of what was written so far, at most 64 kB. */
  readonly text: () => string;
  /** Settles when all of it was read; a grandchild that holds the pipe open is not waited for. */
  readonly drained: Promise<void>;
}

/** Milliseconds for what is still in the pipe after the program's end. */
const patience = 1000;

/** Copies `from` to our own stderr byte by byte. Nobody reading ours any more is no reason to stop reading theirs. */
export function teeStderr(from: Readable, ended: Promise<unknown>): Tee {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const ignore = () => undefined;
  process.stderr.on('error', ignore);
  from.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    chunks.push(chunk);
    bytes += chunk.length;
    while (bytes - (chunks[0]?.length ?? 0) >= kept) bytes -= chunks.shift()?.length ?? 0;
  });
  const drained = new Promise<void>((resolve) => {
    const done = () => {
      process.stderr.off('error', ignore);
      resolve();
    };
    from.once('close', done);
    const late = () => setTimeout(() => from.destroy(), patience).unref();
    ended.then(late, late);
  });
  return { text: () => Buffer.concat(chunks).subarray(-kept).toString('utf8'), drained };
}
