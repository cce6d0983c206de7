import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import { withFileLock } from '../postgres/machine-lock.ts';
import { backupName, backupOf, fileOf } from './names.ts';

/** The mark of a backup being made: locked while its process lives, left behind by one that died. */
const running = (backup: string) => `.${backup}.running`;
const runningPattern = /^\.(backup_.+)\.running$/;

/**
 * Runs `work` with a backup name nobody has or had; a second taken already gives the next. First removes what dead runs
 * left; a living run's files are not touched. Failures: held-by-another-guard, lock-unusable, those of `work`.
 */
export async function withNewName<T>(
  directory: string,
  name: string | null,
  at: Date,
  work: (backup: string) => Promise<T>,
): Promise<T> {
  return reserve(directory, work, (files) => {
    const taken = new Set(files.map(stampOf));
    const time = new Date(at);
    while (taken.has(stampOf(backupName(time, name)))) time.setSeconds(time.getSeconds() + 1);
    return backupName(time, name);
  });
}

/**
 * The same for a backup that has its name already. Failures: vault-name-taken when a set here has it, and those above.
 */
export async function withThisName<T>(directory: string, backup: string, work: () => Promise<T>): Promise<T> {
  return reserve(directory, work, (files) => {
    if (files.some((file) => backupOf(file) === backup))
      throw new Failure('vault-name-taken', { backup, where: `in ${directory}` });
    return backup;
  });
}

async function reserve<T>(
  directory: string,
  work: (backup: string) => Promise<T>,
  choose: (files: readonly string[]) => string,
): Promise<T> {
  let begun: Promise<T> | null = null;
  await withFileLock(join(directory, '.lock'), async () => {
    await sweep(directory);
    const free = choose(await readdir(directory));
    const mark = join(directory, running(free));
    let locked: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      locked = resolve;
    });
    begun = withFileLock(mark, async () => {
      locked();
      const tidy = async () => {
        await removeUnfinished(directory, free);
        await rm(mark, { force: true });
      };
      const done = await work(free).catch(async (error) => {
        await tidy().catch(() => undefined); // What happened first is told; the next run sweeps what is left.
        throw error;
      });
      await tidy();
      return done;
    });
    // The mark must be locked before another guard may look.
    await Promise.race([held, begun]);
  });
  return begun as unknown as Promise<T>;
}

/** Removes what backups of dead processes left: partial files, and published parts that never got their metadata. */
async function sweep(directory: string): Promise<void> {
  const files = await readdir(directory);
  const unfinished = new Set<string>();
  for (const file of files) {
    const marked = runningPattern.exec(file)?.[1];
    const partial = file.endsWith('.partial') ? backupOf(file.slice(0, -'.partial'.length)) : null;
    if (marked) unfinished.add(marked);
    if (partial) unfinished.add(partial);
  }
  for (const backup of unfinished) {
    const mark = join(directory, running(backup));
    try {
      await withFileLock(
        mark,
        async () => {
          await removeUnfinished(directory, backup);
          await rm(mark, { force: true });
        },
        -1,
      );
    } catch (error) {
      // Its process lives.
      if (!(error instanceof Failure && error.code === 'held-by-another-guard')) throw error;
    }
  }
}

/** Removes the partial files and folders of a backup; without metadata its other files as well: such a set does not exist. */
async function removeUnfinished(directory: string, backup: string): Promise<void> {
  const files = await readdir(directory);
  const published = files.includes(fileOf(backup, 'metadata'));
  for (const file of files) {
    const partial = file.endsWith('.partial');
    const own = backupOf(partial ? file.slice(0, -'.partial'.length) : file) === backup;
    if (own && (partial || !published)) await rm(join(directory, file), { force: true, recursive: true });
  }
}

/** "20251114_143022" of any file of a backup, else "". */
function stampOf(file: string): string {
  return /^\.?backup_(\d{8}_\d{6})/.exec(file)?.[1] ?? '';
}
