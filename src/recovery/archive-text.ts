import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { finish } from '../postgres/finish.ts';
import type { Connection, Toolset } from '../postgres/types.ts';
import type { Archive } from './archive.ts';
import { ended, endsOf, errorLines } from './program-end.ts';

/** Whether the whole text was passed on; if not, why ("" when the reader of the text went away). */
export interface Passed {
  readonly complete: boolean;
  readonly problem: string;
}

/** Bytes held back until pg_restore has ended: its own COMMIT stands in them. */
const tailBytes = 1024;

/**
 * Has pg_restore write the archive as SQL and passes it on, all but its last COMMIT, which is ours to send. Stops when
 * `readerEnd` settles. `complete` is true only after pg_restore's status 0 and the end of the text as it always is.
 */
export async function passArchive(
  archive: Archive,
  select: readonly string[],
  connection: Connection,
  tools: Toolset,
  readerEnd: Promise<unknown>,
  send: (chunk: Buffer) => Promise<void>,
  onBytes: (bytes: number) => void,
): Promise<Passed> {
  // Without -1 the text holds BEGIN and COMMIT around large objects; with it only one pair, around everything.
  const restore = startOn(archive, ['-1', '-f', '-', ...select], connection, tools);
  const restoreEnd = ended(restore);
  const complained = endsOf(restore.stderr);
  const feeding = feed(archive, restore.stdin).catch((error: Error) => {
    restore.kill('SIGTERM');
    return `the backup could not be read: ${error.message}`;
  });
  let readerGone = false;
  readerEnd.then(() => {
    readerGone = true;
    restore.kill('SIGTERM');
  });
  let bytes = 0;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of restore.stdout as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (held.length <= tailBytes) continue;
    await send(held.subarray(0, -tailBytes));
    held = held.subarray(-tailBytes);
    onBytes(bytes);
  }
  const status = await restoreEnd;
  const readProblem = await feeding;
  if (readerGone) return { complete: false, problem: '' };
  if (readProblem) return { complete: false, problem: readProblem };
  if (status !== 0)
    return { complete: false, problem: errorLines(await complained()) || `pg_restore ended with status ${status}` };
  const touched = await archive.touched();
  if (touched) return { complete: false, problem: `the backup was changed: ${touched}` };
  const tail = withoutCommit(held.toString('latin1'));
  if (tail === null) return { complete: false, problem: 'pg_restore did not write to the end' };
  await send(Buffer.from(tail, 'latin1'));
  return { complete: true, problem: '' };
}

/** The archive's table of contents as `pg_restore -l` prints it. */
export async function readContents(archive: Archive, connection: Connection, tools: Toolset): Promise<string> {
  const list = startOn(archive, ['-l'], connection, tools);
  const end = finish(list, 'pg_restore -l');
  const feeding = feed(archive, list.stdin);
  const chunks: Buffer[] = [];
  list.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await end;
  await feeding;
  return Buffer.concat(chunks).toString('utf8');
}

/** The end of pg_restore's text without its COMMIT, or null when that is not how the text ends. */
function withoutCommit(tail: string): string | null {
  const end = /\nCOMMIT;\n\n(--\n-- PostgreSQL database dump complete\n--\n\n(?:\\unrestrict \S+\n\n)?)$/.exec(tail);
  return end === null ? null : `${tail.slice(0, end.index)}\n${end[1]}`;
}

/** Starts pg_restore on the archive: a folder is named to it, a file is sent. */
function startOn({ folder }: Archive, args: readonly string[], connection: Connection, tools: Toolset): ChildProcess {
  const named = folder === null ? [] : [folder];
  return tools.start('pg_restore', [...args, ...named], connection, { stdin: folder === null ? 'pipe' : 'ignore' });
}

/** Writes the whole file into the program; stops quietly when the program reads no further, for its status says why. */
async function feed({ file }: Archive, into: Writable | null): Promise<string> {
  if (!file || !into) return '';
  let closed = false;
  into.once('close', () => {
    closed = true;
  });
  into.on('error', () => undefined);
  for (let at = 0; !closed; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(262_144), 0, 262_144, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    if (!into.write(buffer.subarray(0, bytesRead)) && !closed) await drained(into);
  }
  into.end();
  return '';
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}
