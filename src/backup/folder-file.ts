import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, isDirectoryFile, type PublishedDirectory, strangersIn } from '../postgres/directory-archive.ts';
import { fewAtOnce } from '../postgres/few-at-once.ts';
import { seenOf } from '../postgres/seen-file.ts';
import { syncDirectory } from './directory.ts';
import { guarded } from './part-file.ts';
import type { PartFile } from './types.ts';

/** The folder of a backup, filled by pg_dump as `<file>.partial`. */
export interface FolderWriter {
  /** Absolute path while it is partial. */
  readonly path: string;
  /** Bytes in it now. */
  readonly bytes: () => Promise<number>;
  /** Hashes every file, closes it to others and flushes it to the disk. Failures: disk-full, backup-not-written. */
  readonly finish: () => Promise<PublishedDirectory>;
}

/** Makes the folder: it must not exist, 0700. Failures: disk-full, backup-not-written. */
export async function openFolder(directory: string, file: string): Promise<FolderWriter> {
  const path = join(directory, `${file}.partial`);
  await guarded(path, () => mkdir(path, { mode: 0o700 }));
  const bytes = async () => {
    const sizes = await Promise.all((await readdir(path)).map((name) => lstat(join(path, name))));
    return sizes.reduce((sum, { size }) => sum + size, 0);
  };
  const finish = () =>
    guarded(path, async () => {
      const files = await fewAtOnce((await readdir(path)).sort(), (name) => finishFile(path, name));
      await syncDirectory(path);
      const sum = files.reduce((total, each) => total + each.bytes, 0);
      return { file, bytes: sum, sha256: digestOf(files), files };
    });
  return { path, bytes, finish };
}

/** pg_dump has written it, with the rights of the person's umask. */
async function finishFile(path: string, name: string): Promise<PartFile> {
  if (!isDirectoryFile(name)) throw new Error(`pg_dump made a file ${name}, which this version does not know`);
  const handle = await open(join(path, name), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await handle.chmod(0o600);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of handle.createReadStream({ highWaterMark: 1024 ** 2, autoClose: false })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    await handle.sync();
    return { file: name, bytes, sha256: hash.digest('hex'), seen: await seenOf(join(path, name)) };
  } finally {
    await handle.close();
  }
}

/** What was restored must be what was hashed: throws when anybody wrote there meanwhile. Failure: backup-not-written. */
export async function mustBeUntouched(path: string, directory: PublishedDirectory): Promise<void> {
  await guarded(path, async () => {
    const touched = await fewAtOnce(directory.files, async ({ file, seen }) =>
      (await seenOf(join(path, file))) === seen ? [] : [file],
    );
    const others = [...touched.flat(), ...(await strangersIn(path, directory))];
    if (others.length > 0) throw new Error(`somebody else wrote ${others.join(', ')} there`);
  });
}
