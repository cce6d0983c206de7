import { readThrough } from '../backup/open.ts';
import type { Backup } from '../backup/types.ts';
import { type Archive, openArchive, readPart } from '../recovery/archive.ts';
import { withProgress } from '../terminal/progress.ts';

/**
 * Reads a backup through before anybody is asked whether it should overwrite something: byte for byte what was published. Gives
 * its open dump; null for one of the archive, which is unpacked, and checked, when it is put back. Failures:
 * restore-backup-damaged, backup-unreadable (65).
 */
export async function openWhole(backup: Backup): Promise<Archive | null> {
  return withProgress(`Checking ${backup.metadata.backup}`, async () => {
    if (backup.metadata.archived) {
      await readThrough(backup);
      return null;
    }
    await readPart(backup, 'schema');
    await readPart(backup, 'roles');
    return openArchive(backup);
  });
}
