import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup, PartFile } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { type PublishedDirectory, singleFiles, strangersIn } from '../postgres/directory-archive.ts';
import { fewAtOnce } from '../postgres/few-at-once.ts';
import { seenOf } from '../postgres/seen-file.ts';

/** The dump that a restore reads, checked byte for byte when it was opened. */
export interface Archive {
  /** The open file, which is what is read whatever happens to its name; null for a folder. */
  readonly file: FileHandle | null;
  /** For pg_restore's argv; null for a file, which goes by its standard input. */
  readonly folder: string | null;
  /** What somebody did to a folder since it was opened, in words; "" for nothing. Ask before what was read of it counts. */
  readonly touched: () => Promise<string>;
  /** Whether nobody can have written to it since it was opened: a file that was hashed before need not be hashed again. */
  readonly asOpened: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Opens custom.dump or the folder of a backup, only if it is what was published. Failure: restore-backup-damaged. */
export async function openArchive(backup: Backup): Promise<Archive> {
  const { parts } = backup.metadata;
  if ('directory' in parts) return openFolder(backup, parts.directory);
  const { handle, seen } = await openFile(backup, parts.custom);
  const asOpened = async () => (await seenOf(handle)) === seen;
  return { file: handle, folder: null, touched: async () => '', asOpened, close: () => handle.close() };
}

/** pg_restore opens the files of a folder by their names, so that what it read is known only afterwards. */
async function openFolder(backup: Backup, directory: PublishedDirectory): Promise<Archive> {
  const files = singleFiles({ directory });
  const look = () => fewAtOnce(files, async ({ file }) => seenOf(join(backup.directory, file)).catch(() => 'missing'));
  const folder = join(backup.directory, directory.file);
  const strangers = () => strangersIn(folder, directory).catch(() => []);
  // Before they are read: what is done to them from now on is seen.
  const before = await look();
  await fewAtOnce(files, async (file) => (await openFile(backup, file)).handle.close());
  const [stranger] = await strangers();
  if (stranger !== undefined) {
    const file = `${directory.file}/${stranger}`;
    const problem = 'it is none of the files that were published';
    throw new Failure('restore-backup-damaged', { backup: backup.metadata.backup, file, problem });
  }
  const touched = async () => {
    const now = await look();
    const changed = files.filter((_, at) => now[at] !== before[at]).map(({ file }) => file);
    const all = [...changed, ...(await strangers()).map((name) => `${directory.file}/${name}`)];
    return all.length === 0 ? '' : `somebody wrote to ${all.slice(0, 3).join(', ')} meanwhile`;
  };
  return { file: null, folder, touched, asOpened: async () => (await touched()) === '', close: async () => undefined };
}

/**
 * Opens one file of a backup, only if it is byte for byte what was published (size and SHA-256 of the metadata). The
 * open file is what is read later, whatever happens to its name. Failure: restore-backup-damaged.
 */
async function openFile(
  backup: Backup,
  { file, bytes, sha256 }: PartFile,
): Promise<{ readonly handle: FileHandle; readonly seen: string }> {
  const damaged = (problem: string) =>
    new Failure('restore-backup-damaged', { backup: backup.metadata.backup, file, problem });
  const handle = await open(join(backup.directory, file), constants.O_RDONLY | constants.O_NOFOLLOW).catch((error) => {
    throw damaged(error.code === 'ENOENT' ? 'it is missing' : `it cannot be opened (${error.code})`);
  });
  try {
    // Before it is hashed: what is written to it from now on is seen.
    const seen = await seenOf(handle);
    const { size } = await handle.stat();
    if (size !== bytes) throw damaged(`it has ${size} bytes instead of ${bytes}`);
    const hash = createHash('sha256');
    for await (const chunk of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 1024 ** 2 }))
      hash.update(chunk);
    if (hash.digest('hex') !== sha256) throw damaged('its content is not what was published');
    return { handle, seen };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The text of one file of a backup, checked as above. */
export async function readPart(backup: Backup, part: 'schema' | 'roles'): Promise<string> {
  const { handle } = await openFile(backup, backup.metadata.parts[part]);
  try {
    const { size } = await handle.stat();
    const text = Buffer.alloc(size);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(text, at, size - at, at);
      if (bytesRead === 0) throw new Error(`${backup.metadata.parts[part].file} ended early`);
      at += bytesRead;
    }
    return text.toString('utf8');
  } finally {
    await handle.close();
  }
}
