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
 * of its own in it. Elsewhere (/dev/fd shares one place) its name, and the file is hashed again after it was read. A folder goes by its
 * name, and who wrote to its files meanwhile is seen afterwards.
 */
export function seekable(
  { directory, metadata }: Backup,
  { file, folder, touched }: Archive,
  platform: NodeJS.Platform = process.platform,
): Seekable {
  const dump = dumpOf(metadata.parts).file;
  if (file === null || folder !== null) {
    const assertSame = async () => {
      const problem = await touched();
      if (problem) throw new Failure('restore-backup-damaged', { backup: metadata.backup, file: dump, problem });
    };
    return { path: join(directory, dump), stdin: 'ignore', assertSame };
  }
  if (platform === 'linux') return { path: '/proc/self/fd/0', stdin: file.fd, assertSame: async () => undefined };
  return {
    path: join(directory, dump),
    stdin: 'ignore',
    assertSame: async () => (await openArchive({ directory, metadata })).close(),
  };
}
