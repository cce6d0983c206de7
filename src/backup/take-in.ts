import { Failure } from '../failures.ts';
import { prepareDirectory } from './directory.ts';
import { parseMetadata } from './metadata-schema.ts';
import { fileOf, partNames } from './names.ts';
import { openPart } from './part-file.ts';
import { publish } from './publish.ts';
import { withThisName } from './reserve.ts';
import type { Metadata } from './types.ts';

/** Gives one file of a set that lies elsewhere, piece by piece. */
export type ReadFile = (file: string, sink: (chunk: Buffer) => Promise<void> | void) => Promise<void>;

/**
 * Publishes a set that was made elsewhere: each file is written under a temporary name, hashed, and must be what its
 * metadata says; the metadata comes last. Nothing is left of one that fails. Gives the metadata as published. Failures:
 * backup-directory, backup-unreadable, disk-full, backup-not-written, held-by-another-guard and those of `read`.
 */
export async function takeIn(directory: string, backup: string, read: ReadFile): Promise<Metadata> {
  await prepareDirectory(directory);
  return withThisName(directory, backup, async () => {
    const name = fileOf(backup, 'metadata');
    const metadata = await readMetadata(read, name, directory);
    for (const part of partNames) {
      const { file, bytes, sha256 } = metadata.parts[part];
      const writer = await openPart(directory, file);
      try {
        await read(file, writer.write);
        const written = await writer.finish();
        if (written.bytes !== bytes || written.sha256 !== sha256)
          throw new Failure('backup-unreadable', { file, directory, problem: 'it is not what was backed up' });
      } finally {
        await writer.abandon();
      }
    }
    return publish(directory, metadata);
  });
}

async function readMetadata(read: ReadFile, name: string, directory: string): Promise<Metadata> {
  const chunks: Buffer[] = [];
  await read(name, (chunk) => void chunks.push(chunk));
  try {
    return parseMetadata(Buffer.concat(chunks).toString('utf8'), name);
  } catch (error) {
    throw new Failure(
      'backup-unreadable',
      { file: name, directory, problem: (error as Error).message },
      { cause: error },
    );
  }
}
