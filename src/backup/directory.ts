import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { lstat, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../failures.ts';

/**
 * Makes the backup directory usable: there, 0700, no link, and ignored by git: by what the repository says already, else by
 * a `.gitignore` of its own. Failure: backup-directory.
 */
export async function prepareDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const found = await lstat(directory);
    if (found.isSymbolicLink()) throw new Error('it is a symbolic link');
    if (!found.isDirectory()) throw new Error('it is not a directory');
    const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      if ((found.mode & 0o077) !== 0) await handle.chmod(0o700);
    } finally {
      await handle.close();
    }
    if (!(await ignoredByGit(directory)))
      await writeFile(join(directory, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === 'EEXIST' &&
      (error as NodeJS.ErrnoException).path?.endsWith('.gitignore')
    )
      return;
    throw new Failure('backup-directory', { directory, problem: (error as Error).message }, { cause: error });
  }
}

/** True when git would never show a backup in it. No git, or no repository: false. */
async function ignoredByGit(directory: string): Promise<boolean> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' };
  const probe = join(directory, 'backup_20000101_000000_full.sql');
  return promisify(execFile)('git', ['-C', directory, 'check-ignore', '-q', '--no-index', probe], { env }).then(
    () => true,
    () => false,
  );
}

/** Makes renames in a directory survive a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
