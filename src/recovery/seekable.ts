import { join } from 'node:path';
import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { dumpOf } from '../postgres/directory-archive.ts';
import { type Archive, openArchive } from './archive.ts';

/** An archive as several processes at once can read it, each at its own place. */
export interface Seekable {
  readonly path: string;
  /** What the program gets as standard input. */
  readonly stdin: number | 'ignore';
  /** Throws restore-backup-damaged where what was read may not be what was published. */
  readonly assertSame: () => Promise<void>;
}

/**
 * On Linux the open, hashed file itself, whatever happens to its name: opening /proc/self/fd/0 gives each process a place
 * of its own in it. Elsewhere (/dev/fd shares one place) its name, and the file is hashed again after it was read. A folder
 * goes by its name, and afterwards nobody may have written there.
 */
export function seekable(backup: Backup, archive: Archive, platform: NodeJS.Platform = process.platform): Seekable {
  const { file, folder } = archive;
  const dump = dumpOf(backup.metadata.parts);
  if (folder !== null) {
    const assertSame = async () => {
      const problem = await archive.touched();
      if (problem)
        throw new Failure('restore-backup-damaged', { backup: backup.metadata.backup, file: dump.file, problem });
    };
    return { path: folder, stdin: 'ignore', assertSame };
  }
  if (platform === 'linux' && file)
    return { path: '/proc/self/fd/0', stdin: file.fd, assertSame: async () => undefined };
  return {
    path: join(backup.directory, dump.file),
    stdin: 'ignore',
    assertSame: async () => (await openArchive(backup)).close(),
  };
}
