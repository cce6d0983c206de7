import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
} from 'node:fs';
import { join } from 'node:path';

/** The journal's files inside the backup directory. */
export function journalPaths(directory: string) {
  const path = (name: string) => join(directory, name);
  return {
    text: path('reset_log.txt'),
    chain: path('reset_log.chain'),
    head: path('reset_log.head'),
    lock: path('reset_log.lock'),
  };
}

/** Makes the directory, 0700, where it is missing. Throws when it is a symbolic link or no directory. */
export function makeDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const seen = lstatSync(directory);
  if (seen.isSymbolicLink()) throw new Error(`${directory} is a symbolic link`);
}

/** Opens a file of the journal for reading and appending, made 0600 where missing. Links and anything but plain files are refused. */
export function openLog(path: string): number {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  let fd: number;
  try {
    // O_NONBLOCK: a pipe put in the file's place must not hold us up.
    fd = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ELOOP' ? new Error(`${path} is a symbolic link`) : error;
  }
  const seen = fstatSync(fd);
  const fault = !seen.isFile() ? 'is not a plain file' : seen.nlink > 1 ? 'has a second name (hard link)' : null;
  if (fault) {
    closeSync(fd);
    throw new Error(`${path} ${fault}`);
  }
  if ((seen.mode & 0o077) !== 0) fchmodSync(fd, 0o600);
  return fd;
}

/** A whole file of the journal, null when it is missing. Links are not followed. */
export function readLog(path: string): Buffer | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw code === 'ELOOP' ? new Error(`${path} is a symbolic link`) : error;
  }
  try {
    if (!fstatSync(fd).isFile()) throw new Error(`${path} is not a plain file`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Bytes from `from` to `to` of an open file. */
export function readRange(fd: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, to - from));
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(fd, bytes, done, bytes.length - done, from + done);
    if (read === 0) return bytes.subarray(0, done);
    done += read;
  }
  return bytes;
}
