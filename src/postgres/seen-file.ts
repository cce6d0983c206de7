import { lstat } from 'node:fs/promises';

/** Device, inode, size and times in nanoseconds: changes with every write, rename or chmod of the file. */
export async function seenOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}
