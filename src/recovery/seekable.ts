import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup } from '../backup/types.ts';
import { openPart } from './archive.ts';

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
 * of its own in it. Elsewhere (/dev/fd shares one place) its name, and the file is hashed again after it was read.
 */
export function seekable(backup: Backup, archive: FileHandle, platform: NodeJS.Platform = process.platform): Seekable {
  if (platform === 'linux') return { path: '/proc/self/fd/0', stdin: archive.fd, assertSame: async () => undefined };
  return {
    path: join(backup.directory, backup.metadata.parts.custom.file),
    stdin: 'ignore',
    assertSame: async () => (await openPart(backup, 'custom')).close(),
  };
}
