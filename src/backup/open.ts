import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../failures.ts';
import { singleFiles } from '../postgres/directory-archive.ts';
import { readBack } from './gzip-file.ts';
import { archivedName } from './names.ts';
import { guarded, openPart } from './part-file.ts';
import { holdBackup, holdShared } from './reading.ts';
import type { Backup, PartFile } from './types.ts';

/** A backup whose files can be read and stay where they are until `close`. */
export interface OpenBackup {
  readonly backup: Backup;
  /** Lets retention have it again, and removes what was unpacked. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a backup for reading: retention leaves it alone. One of the archive is unpacked into a private folder there, every
 * file checked against what was published. Failures: backup-missing, backup-unreadable (65), disk-full, held-by-another-guard.
 */
export async function openBackup(backup: Backup): Promise<OpenBackup> {
  const hold = await holdBackup(backup);
  try {
    if (!backup.metadata.archived) return { backup, close: async () => hold.release() };
    const unpacked = await unpack(backup);
    const close = async () => {
      await unpacked.remove().finally(hold.release);
    };
    return { backup: { ...backup, directory: unpacked.directory }, close };
  } catch (error) {
    hold.release();
    throw error;
  }
}

/**
 * Reads every file of an archived backup through and holds it against what was published; nothing is written. Failure:
 * backup-unreadable (65).
 */
export async function readThrough({ directory, metadata }: Backup): Promise<void> {
  for (const original of singleFiles(metadata.parts)) await readArchived(directory, original);
}

async function readArchived(archive: string, original: PartFile, to?: (chunk: Uint8Array) => Promise<void>) {
  const file = archivedName(original.file);
  try {
    await readBack(join(archive, file), original, to);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { message } = error as Error;
    throw new Failure('backup-unreadable', { file, directory: archive, problem: message }, { cause: error });
  }
}

async function unpack({
  directory: archive,
  metadata,
}: Backup): Promise<{ directory: string; remove: () => Promise<void> }> {
  const name = `.unpacked-${randomBytes(8).toString('hex')}`;
  const directory = join(archive, name);
  // Its name is held before it is there: retention removes the folders of dead readers.
  const ours = await holdShared(archive, name);
  const remove = async () => {
    await rm(directory, { recursive: true, force: true }).finally(ours.release);
  };
  try {
    await guarded(directory, () => mkdir(directory, { mode: 0o700 }));
    if ('directory' in metadata.parts) {
      const folder = join(directory, metadata.parts.directory.file);
      await guarded(folder, () => mkdir(folder, { mode: 0o700 }));
    }
    for (const original of singleFiles(metadata.parts)) {
      const place = join(directory, original.file);
      const writer = await openPart(dirname(place), basename(place));
      try {
        await readArchived(archive, original, writer.write);
        await writer.finish();
      } finally {
        await writer.abandon();
      }
      await guarded(writer.path, () => rename(writer.path, place));
    }
    return { directory, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
