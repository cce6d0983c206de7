import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './directory.ts';
import { archivedName, backupOf, fileOf, partNames } from './names.ts';
import { guarded } from './part-file.ts';
import { holdAlone } from './reading.ts';

/** The metadata of a set being removed: what is left of one whose remover died is found by it. */
const removingPattern = /^\.(backup_.+)\.removing$/;
/** A folder that an archived set was unpacked into. */
const unpackedPattern = /^\.unpacked-[0-9a-f]{16}$/;

/**
 * Removes a set from a folder, in one step for whoever looks: its metadata goes first, and without it a set does not
 * exist. False, and nothing done, while somebody reads it. Failure: backup-not-written.
 */
export async function removeSet(
  directory: string,
  backup: string,
  onStep: (step: string) => void = () => undefined,
): Promise<boolean> {
  const alone = holdAlone(directory, backup);
  if (!alone) return false;
  try {
    await guarded(join(directory, fileOf(backup, 'metadata')), async () => {
      await rename(join(directory, fileOf(backup, 'metadata')), join(directory, `.${backup}.removing`));
      await syncDirectory(directory);
      onStep(`marked ${backup}`);
      await removeFiles(directory, backup, onStep);
    });
    return true;
  } finally {
    alone.release();
  }
}

/** Finishes what a dead retention run left in a folder, and removes folders that dead readers unpacked into. */
export async function finishRemovals(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const backup = removingPattern.exec(name)?.[1];
    if (backup) await removeFiles(directory, backup, () => undefined);
    const reader = unpackedPattern.test(name) ? holdAlone(directory, name) : null;
    if (reader) await rm(join(directory, name), { recursive: true, force: true }).finally(reader.release);
  }
}

/** Removes what a dead run left in the archive of sets that are still whole in the backup directory. */
export async function sweepArchive(archive: string, stillThere: ReadonlySet<string>): Promise<void> {
  const names = await readdir(archive);
  for (const name of names) {
    const backup = backupOf(name.replace(/\.partial$/, '').replace(/\.gz$/, ''));
    if (backup === null || !stillThere.has(backup)) continue;
    if (name.endsWith('.partial') || !names.includes(fileOf(backup, 'metadata')))
      await rm(join(archive, name), { force: true, recursive: true });
  }
}

async function removeFiles(directory: string, backup: string, onStep: (step: string) => void): Promise<void> {
  const files = partNames.flatMap((part) => [fileOf(backup, part), archivedName(fileOf(backup, part))]);
  for (const file of [...files, fileOf(backup, 'directory')]) {
    await rm(join(directory, file), { force: true, recursive: true });
    onStep(`unlinked ${file}`);
  }
  await syncDirectory(directory);
  await rm(join(directory, `.${backup}.removing`), { force: true });
  await syncDirectory(directory);
}
