import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import type { Unread } from './request.ts';

/** A whole plain file as exact UTF-8 text of at most `longest` bytes; why not, in words; null when it is missing. No link is followed. */
export async function readPlainFile(path: string, longest: number): Promise<string | Unread | null> {
  let handle: FileHandle | null = null;
  try {
    // O_NONBLOCK: a pipe put in the file's place must not hold us up.
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { size } = await readable(handle, longest);
    const bytes = Buffer.alloc(size + 1);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    if (bytesRead !== size) return { problem: 'it changed while it was read' };
    // A byte order mark stays in the text: it is no part of canonical JSON.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, size));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code === 'ELOOP') return { problem: 'it is a symbolic link' };
    return { problem: code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is no UTF-8 text' : message };
  } finally {
    await handle?.close();
  }
}

async function readable(handle: FileHandle, longest: number): Promise<{ size: number }> {
  const seen = await handle.stat();
  if (!seen.isFile()) throw new Error('it is not a plain file');
  if (seen.size > longest) throw new Error(`it is larger than ${longest / 1000} kB`);
  return seen;
}

/** Makes a folder, 0700, where it is missing. Throws when it is a symbolic link or no folder. */
export async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const seen = await lstat(folder);
  if (seen.isSymbolicLink()) throw new Error('its folder is a symbolic link');
  if (!seen.isDirectory()) throw new Error('its folder is no folder');
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if ((seen.mode & 0o077) !== 0) await handle.chmod(0o700);
  } finally {
    await handle.close();
  }
}
