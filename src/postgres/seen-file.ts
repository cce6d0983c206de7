import { type FileHandle, lstat } from 'node:fs/promises';

/** Device, inode, size and times in nanoseconds of a name or an open file: changes with every write, rename or chmod. */
export async function seenOf(file: string | FileHandle): Promise<string> {
  const looked = typeof file === 'string' ? lstat(file, { bigint: true }) : file.stat({ bigint: true });
  const { dev, ino, size, mtimeNs, ctimeNs } = await looked;
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}
