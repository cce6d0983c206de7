import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '../postgres/machine-lock.ts';
import { archiveSet } from './archive-set.ts';
import { prepareDirectory } from './directory.ts';
import { listBackups, listFolder } from './list.ts';
import { backupOf } from './names.ts';
import { isRead } from './reading.ts';
import { finishRemovals, removeSet, sweepArchive } from './remove-set.ts';
import type { Planned, RetainFacts, RetainSet } from './retain-plan.ts';
import type { Backup } from './types.ts';

/** Where backups are: the directory, and the archive of the old ones; both absolute. */
export interface Folders {
  readonly directory: string;
  readonly archive: string;
}

/** What a plan starts from: the sets there are, as retention sees them, and which of them must be left alone. */
export interface FoundSets extends Pick<RetainFacts, 'reading' | 'linked'> {
  readonly sets: readonly RetainSet[];
}

/** What was done of a plan. */
export interface Retained {
  readonly archived: readonly Done[];
  readonly removed: readonly Done[];
  /** What could not be done, in words: that set is where it was. */
  readonly problems: readonly string[];
}

interface Done {
  readonly backup: string;
  readonly why: string;
}

/** Looks at both folders. Failures: backup-directory, lock-unusable. */
export async function findSets({ directory, archive }: Folders): Promise<FoundSets> {
  const { backups, broken } = await listBackups(directory, archive);
  const known = new Set(backups.map(({ metadata }) => metadata.backup));
  const reading = backups.filter((set) => isRead(set.directory, set.metadata.backup));
  return {
    sets: [
      ...backups.map(({ metadata }) => ({
        ...{ backup: metadata.backup, metadata, problem: null },
        archived: metadata.archived !== undefined,
      })),
      ...broken
        .map((set) => ({ ...set, backup: backupOf(set.file) ?? set.file }))
        .filter(({ backup }) => !known.has(backup))
        .map(({ backup, problem, ...set }) => ({
          backup,
          metadata: null,
          problem,
          archived: set.directory === archive,
        })),
    ],
    reading: new Set(reading.map(({ metadata }) => metadata.backup)),
    linked: await linkedSets(directory),
  };
}

/** Backups that a `latest_*` link leads to. */
async function linkedSets(directory: string): Promise<ReadonlySet<string>> {
  const linked = new Set<string>();
  for (const name of (await isFolder(directory)) ? await readdir(directory) : []) {
    if (!/^latest_.*(\.sql|\.dump)$/.test(name)) continue;
    const backup = backupOf(await readlink(join(directory, name)).catch(() => ''));
    if (backup !== null) linked.add(backup);
  }
  return linked;
}

/**
 * Carries out what `plan` makes of the sets, alone at these folders, after finishing what a run that died left half done.
 * What cannot be done is told and leaves its set as it was; nothing is lost at any moment, whenever this process dies.
 * Failures: held-by-another-guard, backup-directory, lock-unusable, those of `plan`.
 */
export async function retain(
  folders: Folders,
  plan: (found: FoundSets) => readonly Planned[],
  onStep: (step: string) => void = () => undefined,
): Promise<Retained> {
  const { directory, archive } = folders;
  await prepareDirectory(directory);
  return withFileLock(join(directory, '.retain.lock'), async () => {
    await finishRemovals(directory);
    const planned = plan(await findSets(folders));
    const { backups } = await listFolder(directory);
    const needsArchive = planned.some(({ fate }) => fate === 'archive');
    if (!needsArchive && !(await isFolder(archive))) return carryOut(folders, planned, backups, onStep);
    await prepareDirectory(archive);
    // Another project may have its archive in the same folder.
    return withFileLock(join(archive, '.archive.lock'), async () => {
      await finishRemovals(archive);
      await sweepArchive(archive, new Set(backups.map(({ metadata }) => metadata.backup)));
      return carryOut(folders, planned, backups, onStep);
    });
  });
}

async function carryOut(
  { directory, archive }: Folders,
  planned: readonly Planned[],
  backups: readonly Backup[],
  onStep: (step: string) => void,
): Promise<Retained> {
  const done = { archived: [] as Done[], removed: [] as Done[], problems: [] as string[] };
  for (const { set, fate, why } of planned) {
    const { backup } = set;
    if (fate === 'keep') continue;
    const words = fate === 'archive' ? 'archived' : 'removed';
    try {
      const here = backups.find(({ metadata }) => metadata.backup === backup);
      if (fate === 'archive') {
        if (!here) throw new Error('it is not there any more');
        await archiveSet(here, archive, onStep);
      }
      if (await removeSet(set.archived ? archive : directory, backup, onStep)) done[words].push({ backup, why });
      else done.problems.push(`${backup} was not ${words}: it is being read.`);
    } catch (error) {
      done.problems.push(`${backup} was not ${words}: ${(error as Error).message.replace(/\.$/, '')}.`);
    }
  }
  return done;
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isDirectory() === true;
}
