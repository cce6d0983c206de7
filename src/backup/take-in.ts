import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import type { PublishedDirectory } from '../postgres/directory-archive.ts';
import { prepareDirectory, syncDirectory } from './directory.ts';
import { parseMetadata } from './metadata-schema.ts';
import { fileOf } from './names.ts';
import { guarded, openPart } from './part-file.ts';
import { publish } from './publish.ts';
import { withThisName } from './reserve.ts';
import type { Metadata, PartFile } from './types.ts';

/** Reads a set that lies elsewhere. */
export interface ReadSet {
  /** Gives one file of it, piece by piece. */
  readonly file: (file: string, sink: (chunk: Buffer) => Promise<void> | void) => Promise<void>;
  /** Gives the files of one folder of it, one after another, each by its name in there. */
  readonly folder: (
    folder: string,
    take: (file: string, content: AsyncIterable<Buffer>) => Promise<void>,
  ) => Promise<void>;
}

/**
 * Publishes a set that was made elsewhere: each file is written under a temporary name, hashed, and must be what its
 * metadata says; the metadata comes last. Nothing is left of one that fails. Gives the metadata as published. Failures:
 * backup-directory, backup-unreadable, disk-full, backup-not-written, held-by-another-guard and those of `read`.
 */
export async function takeIn(directory: string, backup: string, read: ReadSet): Promise<Metadata> {
  await prepareDirectory(directory);
  return withThisName(directory, backup, async () => {
    const name = fileOf(backup, 'metadata');
    const metadata = await readMetadata(read, name, directory);
    for (const part of Object.values(metadata.parts))
      if ('files' in part) await takeFolder(directory, part, read);
      else await takeFile(directory, part, (sink) => read.file(part.file, sink));
    return publish(directory, metadata);
  });
}

async function takeFile(
  directory: string,
  { file, bytes, sha256 }: PartFile,
  read: (sink: (chunk: Buffer) => Promise<void>) => Promise<void>,
): Promise<void> {
  const writer = await openPart(directory, file);
  try {
    await read(writer.write);
    const written = await writer.finish();
    if (written.bytes !== bytes || written.sha256 !== sha256)
      throw unreadable(file, directory, 'it is not what was backed up');
  } finally {
    await writer.abandon();
  }
}

async function takeFolder(directory: string, { file: name, files }: PublishedDirectory, read: ReadSet): Promise<void> {
  const folder = join(directory, `${name}.partial`);
  await guarded(folder, () => mkdir(folder, { mode: 0o700 }));
  const missing = new Map(files.map((each) => [each.file, each]));
  await read.folder(name, async (file, content) => {
    const wanted = missing.get(file);
    if (!wanted) throw unreadable(`${name}/${file}`, directory, 'it is none of the files that were backed up');
    missing.delete(file);
    await takeFile(folder, wanted, async (sink) => {
      for await (const chunk of content) await sink(chunk);
    });
    await guarded(folder, () => rename(join(folder, `${file}.partial`), join(folder, file)));
  });
  const [first] = missing.keys();
  if (first !== undefined) throw unreadable(`${name}/${first}`, directory, 'it is missing');
  await guarded(folder, () => syncDirectory(folder));
}

async function readMetadata(read: ReadSet, name: string, directory: string): Promise<Metadata> {
  const chunks: Buffer[] = [];
  await read.file(name, (chunk) => void chunks.push(chunk));
  try {
    return parseMetadata(Buffer.concat(chunks).toString('utf8'), name);
  } catch (error) {
    throw unreadable(name, directory, (error as Error).message, error);
  }
}

function unreadable(file: string, directory: string, problem: string, cause?: unknown): Failure {
  return new Failure('backup-unreadable', { file, directory, problem }, { cause });
}
