import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Milliseconds after which a temporary file of the same name is what a killed process left: writing takes a few. */
const abandoned = 60_000;

/**
 * Puts a small file in its place, whole or not at all, whoever else does the same: temporary name beside it, fsync, rename,
 * fsync of the folder. A link in its place is replaced, never followed. `mode` is the file's, 0600 when not said. Throws what
 * the file system throws; then nothing of it is left, and what stood there before still does.
 */
export function publishFile(path: string, text: string, mode = 0o600): void {
  const folder = dirname(path);
  const partial = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}.partial`);
  try {
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const fd = openSync(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    try {
      writeDurably(fd, text);
    } finally {
      closeSync(fd);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  syncFolder(folder);
  sweep(folder, basename(path));
}

/** One write, then fsync. Throws when not all of it was taken. */
export function writeDurably(fd: number, text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const written = writeSync(fd, bytes);
  if (written !== bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes were written`);
  fsyncSync(fd);
}

/** Makes names in a folder durable. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Removes the temporary files that killed processes left of this file. */
function sweep(folder: string, name: string): void {
  const ours = (file: string) =>
    file.startsWith(`.${name}.`) && /^[\da-f]{8}\.partial$/.test(file.slice(name.length + 2));
  for (const path of readdirSync(folder)
    .filter(ours)
    .map((file) => join(folder, file))) {
    const seen = statSync(path, { throwIfNoEntry: false });
    if (seen && Date.now() - seen.mtimeMs > abandoned) rmSync(path, { force: true });
  }
}
