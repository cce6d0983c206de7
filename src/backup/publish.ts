import { randomBytes } from 'node:crypto';
import { rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './directory.ts';
import { fileOf, latestLink } from './names.ts';
import { guarded, writePart } from './part-file.ts';
import type { Metadata } from './types.ts';

/** Gives the finished files their names, then the metadata its own: from that moment on the set exists. */
export async function publish(directory: string, metadata: Metadata): Promise<void> {
  const { backup, parts } = metadata;
  const name = fileOf(backup, 'metadata');
  const written = await writePart(directory, name, `${JSON.stringify(metadata, null, 1)}\n`);
  await guarded(join(directory, backup), async () => {
    for (const { file } of Object.values(parts))
      await rename(join(directory, `${file}.partial`), join(directory, file));
    await syncDirectory(directory);
    await rename(join(directory, `${written.file}.partial`), join(directory, written.file));
    await syncDirectory(directory);
  });
}

/** Points `latest_*` to this backup, in one step each: there is no moment without a link. Call it after the proof. */
export async function pointLatest(directory: string, metadata: Metadata): Promise<void> {
  for (const part of ['full', 'custom'] as const) {
    const link = latestLink(part, metadata.target);
    const fresh = join(directory, `.${link}.${randomBytes(4).toString('hex')}.partial`);
    await guarded(join(directory, link), async () => {
      try {
        await symlink(metadata.parts[part].file, fresh);
        await rename(fresh, join(directory, link));
      } finally {
        await rm(fresh, { force: true });
      }
    });
  }
  await guarded(directory, () => syncDirectory(directory));
}
