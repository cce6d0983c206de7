import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import type { PartFile } from './types.ts';

/** One file of a backup being written as `<file>.partial`; its hash is that of the bytes handed to the kernel. */
export interface PartWriter {
  readonly file: string;
  /** Absolute path while it is partial. */
  readonly path: string;
  readonly write: (chunk: Uint8Array) => Promise<void>;
  /** Bytes so far. */
  readonly bytes: () => number;
  /** Flushes to the disk and closes. Failures: disk-full, backup-not-written. */
  readonly finish: () => Promise<PartFile>;
  /** Closes without a word; safe after finish. */
  readonly abandon: () => Promise<void>;
}

/** Opens a new partial file: it must not exist, no link is followed, 0600. Failures: disk-full, backup-not-written. */
export async function openPart(directory: string, file: string): Promise<PartWriter> {
  const path = join(directory, `${file}.partial`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const handle: FileHandle = await guarded(path, () => open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600));
  const hash = createHash('sha256');
  let bytes = 0;
  let open_ = true;
  const write = async (chunk: Uint8Array) => {
    hash.update(chunk);
    for (let at = 0; at < chunk.length; ) {
      const { bytesWritten } = await guarded(path, () => handle.write(chunk, at));
      at += bytesWritten;
    }
    bytes += chunk.length;
  };
  const close = async () => {
    if (!open_) return;
    open_ = false;
    await handle.close();
  };
  const finish = async () => {
    await guarded(path, async () => {
      await handle.sync();
      const { size } = await handle.stat();
      if (size !== bytes) throw new Error(`${bytes} bytes were written and ${size} are there`);
      await close();
    });
    return { file, bytes, sha256: hash.digest('hex') };
  };
  return { file, path, write, bytes: () => bytes, finish, abandon: close };
}

/** Writes a small file whole. */
export async function writePart(directory: string, file: string, content: string | Uint8Array): Promise<PartFile> {
  const writer = await openPart(directory, file);
  try {
    await writer.write(Buffer.from(content));
    return await writer.finish();
  } finally {
    await writer.abandon();
  }
}

/** Runs a step that writes; what the system says becomes a failure that names the file. */
export async function guarded<T>(file: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new Failure('disk-full', { words: `Writing ${file}`, problem: message }, { cause: error });
    throw new Failure('backup-not-written', { file, problem: message }, { cause: error });
  }
}
