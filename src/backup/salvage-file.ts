import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file that was written, synced and published. */
export interface SalvagedFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

// O_APPEND: after a failed attempt was cut off, the next one starts at the new end and not behind a hole.
const flags = constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | constants.O_RDWR | constants.O_APPEND;

/**
 * "<directory>/salvage_20251114_143022" (UTC), or of the next second that nothing was salvaged in: what is kept is never
 * written over.
 */
export async function freeBase(directory: string, at: Date): Promise<string> {
  const names = await readdir(directory);
  const stamp = (time: Date) => time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
  const time = new Date(at);
  while (names.some((name) => name.startsWith(`salvage_${stamp(time)}`))) time.setSeconds(time.getSeconds() + 1);
  return join(directory, `salvage_${stamp(time)}`);
}

/** Writes beside as `.partial` (0600, never through a link), fsyncs, renames, syncs the folder. The writer gets the handle. */
export async function writeSalvage(path: string, write: (to: FileHandle) => Promise<void>): Promise<SalvagedFile> {
  const partial = `${path}.partial`;
  const handle = await open(partial, flags, 0o600);
  try {
    await write(handle);
    await handle.sync();
    const { bytes, sha256 } = await digest(handle);
    await rename(partial, path);
    const folder = await open(dirname(path));
    await folder.sync().finally(() => folder.close());
    return { file: basename(path), bytes, sha256 };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function digest(handle: FileHandle): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1024 ** 2);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, bytes);
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
    hash.update(buffer.subarray(0, bytesRead));
    bytes += bytesRead;
  }
}
