import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Failure } from '../failures.ts';
import { singleFiles } from '../postgres/directory-archive.ts';
import { fewAtOnce } from '../postgres/few-at-once.ts';
import { parseMetadata } from './metadata-schema.ts';
import { backupOf, fileOf } from './names.ts';
import type { Backup } from './types.ts';

export interface Listed {
  /** Newest first. */
  readonly backups: readonly Backup[];
  /** Sets that cannot be used, each with its reason. */
  readonly broken: readonly { readonly file: string; readonly directory: string; readonly problem: string }[];
}

/** Where the archive is unless the settings name another place. */
const archiveOf = (directory: string) => join(directory, 'archive');

/**
 * Every published set of a directory and of its archive (null: of the directory alone); none when there is no such
 * directory. A set that is in both is given once, by its own files. Failure: backup-directory.
 */
export async function listBackups(directory: string, archive: string | null = archiveOf(directory)): Promise<Listed> {
  const here = await listFolder(directory);
  if (archive === null || archive === directory) return here;
  const old = await listFolder(archive);
  const names = new Set(here.backups.map(({ metadata }) => metadata.backup));
  const only = old.backups.filter(({ metadata }) => !names.has(metadata.backup));
  return { backups: [...here.backups, ...only].sort(newestFirst), broken: [...here.broken, ...old.broken] };
}

/** The sets of one folder. Failure: backup-directory. */
export async function listFolder(directory: string): Promise<Listed> {
  const files = await filesOf(directory);
  const backups: Backup[] = [];
  const broken: { file: string; directory: string; problem: string }[] = [];
  for (const file of files) {
    const backup = backupOf(file);
    if (backup === null || file !== fileOf(backup, 'metadata')) continue;
    try {
      backups.push({ directory, metadata: await readMetadata(directory, file) });
    } catch (error) {
      broken.push({ file, directory, problem: (error as Error).message });
    }
  }
  return { backups: backups.sort(newestFirst), broken };
}

/**
 * The backup of this name or of a file with it, from the archive as well; an absolute path names its own folder, which may
 * be another project's. `latest` is the newest verified one. Failures:
 * backup-missing, backup-unreadable.
 */
export async function findBackup(directory: string, name: string, archive?: string): Promise<Backup> {
  const elsewhere = isAbsolute(name) ? dirname(name) : directory;
  const { backups, broken } = [directory, archive].includes(elsewhere)
    ? await listBackups(directory, archive)
    : await listFolder(elsewhere);
  const base = name.slice(name.lastIndexOf('/') + 1).replace(/\.gz$/, '');
  const wanted = backupOf(base) ?? base;
  const found = backups.find(({ metadata }) =>
    wanted === 'latest' ? metadata.proof !== null : metadata.backup === wanted,
  );
  if (found) return found;
  const fault = broken.find(({ file }) => backupOf(file) === wanted);
  if (fault) throw new Failure('backup-unreadable', fault);
  throw new Failure('backup-missing', { backup: wanted === 'latest' ? 'a verified backup' : name, directory });
}

function newestFirst(a: Backup, b: Backup): number {
  const order = Date.parse(b.metadata.startedAt) - Date.parse(a.metadata.startedAt);
  return order !== 0 ? order : b.metadata.backup < a.metadata.backup ? -1 : 1;
}

async function filesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Failure('backup-directory', { directory, problem: (error as Error).message }, { cause: error });
  }
}

async function readMetadata(directory: string, file: string) {
  const handle = await open(join(directory, file), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const metadata = parseMetadata(await handle.readFile('utf8'), file);
    const files = singleFiles(metadata.archived?.parts ?? metadata.parts);
    const problems = await fewAtOnce(files, async ({ file, bytes }) => {
      const found = await lstat(join(directory, file)).catch(() => null);
      if (!found?.isFile()) return `${file} is missing`;
      return found.size === bytes ? null : `${file} has ${found.size} bytes instead of ${bytes}`;
    });
    const first = problems.find((problem) => problem !== null);
    if (first) throw new Error(first);
    return metadata;
  } finally {
    await handle.close();
  }
}
