import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { digestOf, type PublishedDirectory, singleFiles } from '../postgres/directory-archive.ts';
import { fewAtOnce } from '../postgres/few-at-once.ts';
import { prepareDirectory, syncDirectory } from './directory.ts';
import { asPublished, readBack } from './gzip-file.ts';
import { parseMetadata } from './metadata-schema.ts';
import { archivedName, fileOf } from './names.ts';
import { guarded, openPart, writePart } from './part-file.ts';
import type { Backup, Metadata, PartFile, Parts } from './types.ts';

/**
 * Copies a set into the archive, one gzip file for each file: every original is hashed while it is read, every compressed file is
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
  const there = await alreadyThere(archive, metadata);
  if (there) return there;
  try {
    return await write({ directory, metadata }, archive, onStep);
  } catch (error) {
    const files = [...Object.values(metadata.parts).map(nameIn), fileOf(metadata.backup, 'metadata')];
    for (const file of files) await rm(join(archive, `${file}.partial`), { force: true, recursive: true });
    throw error;
  }
}

/** What a file or folder of the set is called in the archive. */
const nameIn = (part: PartFile | PublishedDirectory) => ('files' in part ? part.file : archivedName(part.file));

async function write(
  { directory, metadata }: Backup,
  archive: string,
  onStep: (step: string) => void,
): Promise<Metadata> {
  const { backup } = metadata;
  const entries: [string, PartFile | PublishedDirectory][] = [];
  for (const [part, original] of Object.entries(metadata.parts)) {
    const move = { from: directory, to: archive, onStep };
    entries.push([part, 'files' in original ? await writeFolder(move, original) : await writeFile(move, original)]);
  }
  const archived: Metadata = {
    ...metadata,
    archived: { at: new Date().toISOString(), parts: Object.fromEntries(entries) as Parts },
  };
  await guarded(join(archive, backup), async () => {
    onStep('naming the parts');
    for (const [, { file }] of entries) {
      await rename(join(archive, `${file}.partial`), join(archive, file));
      onStep(`named ${file}`);
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

interface Move {
  readonly from: string;
  readonly to: string;
  readonly onStep: (step: string) => void;
}

/** Leaves `<file>.gz.partial`, read back. */
async function writeFile({ from, to, onStep }: Move, original: PartFile): Promise<PartFile> {
  onStep(`compressing ${original.file}`);
  const written = await compress(join(from, original.file), to, archivedName(original.file), original);
  onStep(`reading ${written.file} back`);
  await readBack(join(to, `${written.file}.partial`), original);
  return written;
}

/** Leaves a partial folder of compressed files that have their names. */
async function writeFolder({ from, to, onStep }: Move, original: PublishedDirectory): Promise<PublishedDirectory> {
  const folder = join(to, `${original.file}.partial`);
  await guarded(folder, () => mkdir(folder, { mode: 0o700 }));
  const files: PartFile[] = [];
  for (const each of original.files) {
    const written = await writeFile({ from: join(from, original.file), to: folder, onStep }, each);
    await guarded(folder, () => rename(join(folder, `${written.file}.partial`), join(folder, written.file)));
    files.push(written);
  }
  await guarded(folder, () => syncDirectory(folder));
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  return { file: original.file, bytes, sha256: digestOf(files), files };
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
  const hashes = new Map(Object.entries(there.parts).map(([part, { sha256 }]) => [part, sha256]));
  if (Object.entries(parts).some(([part, { sha256 }]) => hashes.get(part) !== sha256))
    throw new Error(`another backup of this name is in ${archive}`);
  const damaged = await fewAtOnce(singleFiles(parts), (original) =>
    readBack(join(archive, archivedName(original.file)), original).then(
      () => false,
      () => true,
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
