import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** The status of a program once its streams are closed too; null when a signal ended it or it did not start. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
}

/** Reads a stream to its end and keeps the first KiB and the last 16 KiB of it. */
export function endsOf(stream: Readable | null): () => Promise<string> {
  let text = '';
  const done = new Promise<void>((resolve) => {
    if (!stream) return resolve();
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > 65_536) text = `${text.slice(0, 1024)}\n${text.slice(-16_384)}`;
    });
    stream.once('close', resolve);
  });
  return async () => {
    await done;
    return text;
  };
}

/** What went wrong in the words of the programs: the last three errors, without details, which may show rows. */
export function errorLines(text: string): string {
  const lines = text.split('\n').filter((line) => /(ERROR|FATAL|PANIC|error): /.test(line));
  const words = lines.slice(-3).map((line) => line.replace(/^.*?(?:ERROR|FATAL|PANIC|error):\s+/, ''));
  return words.join('; ');
}
