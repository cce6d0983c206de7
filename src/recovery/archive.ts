import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup, Part } from '../backup/types.ts';
import { Failure } from '../failures.ts';

/**
 * Opens one file of a backup, only if it is byte for byte what was published (size and SHA-256 of the metadata). The
 * open file is what is read later, whatever happens to its name. Failure: restore-backup-damaged.
 */
export async function openPart(backup: Backup, part: Part): Promise<FileHandle> {
  const { file, bytes, sha256 } = backup.metadata.parts[part];
  const damaged = (problem: string) =>
    new Failure('restore-backup-damaged', { backup: backup.metadata.backup, file, problem });
  const handle = await open(join(backup.directory, file), constants.O_RDONLY | constants.O_NOFOLLOW).catch((error) => {
    throw damaged(error.code === 'ENOENT' ? 'it is missing' : `it cannot be opened (${error.code})`);
  });
  try {
    const { size } = await handle.stat();
    if (size !== bytes) throw damaged(`it has ${size} bytes instead of ${bytes}`);
    const hash = createHash('sha256');
    for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) hash.update(chunk);
    if (hash.digest('hex') !== sha256) throw damaged('its content is not what was published');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The text of one file of a backup, checked as above. */
export async function readPart(backup: Backup, part: Part): Promise<string> {
  const handle = await openPart(backup, part);
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
