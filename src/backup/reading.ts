import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import { type MachineLock, tryLockSlot } from '../postgres/machine-lock.ts';
import { fileOf } from './names.ts';
import type { Backup } from './types.ts';

/** Milliseconds a reader waits for retention to be done with a set: it holds one alone only while it unlinks. */
const patience = 30_000;

/**
 * Says that a backup is being read: retention leaves it alone until the lock is released or this process ends.
 * Failures: backup-missing when it was taken away meanwhile, held-by-another-guard, lock-unusable.
 */
export async function holdBackup({ directory, metadata }: Backup): Promise<MachineLock> {
  const { backup } = metadata;
  const lock = await holdShared(directory, backup);
  const there = await lstat(join(directory, fileOf(backup, 'metadata'))).catch(() => null);
  if (there) return lock;
  lock.release();
  throw new Failure('backup-missing', { backup, directory });
}

/** Holds a name of a folder as one of many. Failures: held-by-another-guard after 30 s, lock-unusable. */
export async function holdShared(directory: string, name: string): Promise<MachineLock> {
  for (const since = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const lock = tryLockSlot(join(directory, '.reading'), slotOf(name), 'shared');
    if (lock) return lock;
    if (Date.now() - since > patience)
      throw new Failure('held-by-another-guard', { what: join(directory, name), holder: 'unknown' });
  }
}

/** Holds a name of a folder alone; null while somebody reads it. Failure: lock-unusable. */
export function holdAlone(directory: string, name: string): MachineLock | null {
  return tryLockSlot(join(directory, '.reading'), slotOf(name), 'alone');
}

/** Whether somebody reads the set of this name now. Failure: lock-unusable. */
export function isRead(directory: string, name: string): boolean {
  const lock = holdAlone(directory, name);
  lock?.release();
  return lock === null;
}

/** Two names with the same slot are kept apart less well, and that is all. */
function slotOf(name: string): number {
  return createHash('sha256').update(name).digest().readUIntBE(0, 5);
}
