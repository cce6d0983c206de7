import { constants } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { prepareDirectory, syncDirectory } from './directory.ts';
import { asPublished, readBack } from './gzip-file.ts';
import { parseMetadata } from './metadata-schema.ts';
import { archivedFileOf, fileOf, partNames } from './names.ts';
import { guarded, openPart, writePart } from './part-file.ts';
import type { Backup, Metadata, Part, PartFile } from './types.ts';

/**
 * Copies a set into the archive, one gzip file a part: every original is hashed while it is read, every compressed file is
 * unpacked and hashed again from the disk, then all get their names, the metadata last: from that moment on it is there.
 * The originals stay, and what a dead run archived already is read and taken as it is. An error says what is wrong with the set; failures: backup-directory, disk-full, backup-not-written.
 */
export async function archiveSet(
  { directory, metadata }: Backup,
  archive: string,
  onStep: (step: string) => void = () => undefined,
): Promise<Metadata> {
  if (resolve(archive) === resolve(directory)) throw new Error('the archive is the backup directory itself');
  await prepareDirectory(archive);
  const { backup } = metadata;
  const there = await alreadyThere(archive, metadata);
  if (there) return there;
  try {
    return await write({ directory, metadata }, archive, onStep);
  } catch (error) {
    const files = [...partNames.map((part) => archivedFileOf(backup, part)), fileOf(backup, 'metadata')];
    for (const file of files) await rm(join(archive, `${file}.partial`), { force: true });
    throw error;
  }
}

async function write(
  { directory, metadata }: Backup,
  archive: string,
  onStep: (step: string) => void,
): Promise<Metadata> {
  const { backup } = metadata;
  const parts = {} as Record<Part, PartFile>;
  for (const part of partNames) {
    onStep(`compressing ${metadata.parts[part].file}`);
    parts[part] = await compress(
      join(directory, metadata.parts[part].file),
      archive,
      archivedFileOf(backup, part),
      metadata.parts[part],
    );
    onStep(`reading ${parts[part].file} back`);
    await readBack(join(archive, `${parts[part].file}.partial`), metadata.parts[part]);
  }
  const archived: Metadata = { ...metadata, archived: { at: new Date().toISOString(), parts } };
  await guarded(join(archive, backup), async () => {
    onStep('naming the parts');
    for (const part of partNames) {
      await rename(join(archive, `${parts[part].file}.partial`), join(archive, parts[part].file));
      onStep(`named ${parts[part].file}`);
    }
    await syncDirectory(archive);
    const name = fileOf(backup, 'metadata');
    await writePart(archive, name, `${JSON.stringify(archived, null, 1)}\n`);
    onStep('naming the metadata');
    await rename(join(archive, `${name}.partial`), join(archive, name));
    await syncDirectory(archive);
  });
  onStep('archived');
  return archived;
}

/**
 * What a run that died before it removed the originals archived already, if every byte of it is right; null: to be written,
 * again. A set of the same name with other content belongs to somebody else: an error, for it is not written over.
 */
async function alreadyThere(archive: string, { backup, parts }: Metadata): Promise<Metadata | null> {
  const name = fileOf(backup, 'metadata');
  const text = await readFile(join(archive, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const there = parseMetadata(text, name);
  if (partNames.some((part) => there.parts[part].sha256 !== parts[part].sha256))
    throw new Error(`another backup of this name is in ${archive}`);
  const damaged = await Promise.all(
    partNames.map((part) =>
      readBack(join(archive, archivedFileOf(backup, part)), parts[part]).then(
        () => false,
        () => true,
      ),
    ),
  );
  return damaged.includes(true) ? null : there;
}

async function compress(path: string, archive: string, file: string, original: PartFile): Promise<PartFile> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const writer = await openPart(archive, file);
  try {
    const source = handle.createReadStream({ highWaterMark: 1024 ** 2 });
    await pipeline(
      source,
      (from) => asPublished(from, original),
      createGzip(),
      async (from) => {
        for await (const chunk of from) await writer.write(chunk as Buffer);
      },
    );
    return await writer.finish();
  } finally {
    await writer.abandon();
    await handle.close().catch(() => undefined); // The stream closes it at its end.
  }
}
