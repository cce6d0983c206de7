import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup, PartFile } from '../backup/types.ts';
import { singleFiles, strangersIn } from '../postgres/directory-archive.ts';
import { fewAtOnce } from '../postgres/few-at-once.ts';
import { seenOf } from '../postgres/seen-file.ts';

/** What is wrong with the files of a backup, in words, after reading and hashing every byte of them; none: as published. */
export async function changedFiles(
  backup: Backup,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<string[]> {
  const found = await fewAtOnce(singleFiles(backup.metadata.parts), (file) => changed(backup.directory, file, onBytes));
  return [...found.filter((each) => each !== null), ...(await strange(backup))];
}

/**
 * The same, but a file that the file system says nobody touched since it was published is not read again: what a write or
 * a replacement leaves behind is seen, a bit that rots on the disk is not (`permahub verify` reads everything).
 */
export async function touchedFiles(backup: Backup): Promise<string[]> {
  const found = await fewAtOnce(singleFiles(backup.metadata.parts), async (part) => {
    const seen = await seenOf(join(backup.directory, part.file)).catch(() => null);
    return part.seen !== undefined && seen === part.seen ? null : changed(backup.directory, part, () => undefined);
  });
  return [...found.filter((each) => each !== null), ...(await strange(backup))];
}

/** Files in the folder of a dump that nobody published. A folder that cannot be read is told of by its files. */
async function strange({ directory, metadata: { parts } }: Backup): Promise<string[]> {
  if (!('directory' in parts)) return [];
  const { file } = parts.directory;
  const names = await strangersIn(join(directory, file), parts.directory).catch(() => []);
  return names.map((name) => `${file}/${name} is none of the files that were published`);
}

async function changed(directory: string, part: PartFile, onBytes: (bytes: number) => void): Promise<string | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const handle = await open(join(directory, part.file), constants.O_RDONLY | constants.O_NOFOLLOW);
    const stream = handle.createReadStream({ highWaterMark: 1024 ** 2 });
    for await (const chunk of stream) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      onBytes((chunk as Buffer).length);
    }
  } catch (error) {
    return `${part.file} cannot be read: ${(error as Error).message}`;
  }
  if (bytes !== part.bytes) return `${part.file} has ${bytes} bytes instead of ${part.bytes}`;
  const found = hash.digest('hex');
  return found === part.sha256
    ? null
    : `${part.file} has other content than the one that was published: sha256 ${found} instead of ${part.sha256}`;
}
