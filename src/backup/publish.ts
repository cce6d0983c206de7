import { randomBytes } from 'node:crypto';
import { rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fewAtOnce } from '../postgres/few-at-once.ts';
import { seenOf } from '../postgres/seen-file.ts';
import { syncDirectory } from './directory.ts';
import { fileOf, latestLink } from './names.ts';
import { guarded, writePart } from './part-file.ts';
import type { Metadata, PartFile, Parts, RehearsalRecord } from './types.ts';

/**
 * Gives the finished files their names, then the metadata its own: from that moment on the set exists. Gives back the
 * metadata as published.
 */
export async function publish(directory: string, described: Metadata): Promise<Metadata> {
  const { backup } = described;
  return guarded(join(directory, backup), async () => {
    for (const { file } of Object.values(described.parts))
      await rename(join(directory, `${file}.partial`), join(directory, file));
    await syncDirectory(directory);
    const metadata = { ...described, parts: await seenParts(directory, described.parts) };
    await writeMetadata(directory, metadata);
    return metadata;
  });
}

/** The parts with what the file system says of each file now. */
async function seenParts(directory: string, parts: Parts): Promise<Parts> {
  const see = async (folder: string, file: PartFile) => ({ ...file, seen: await seenOf(join(folder, file.file)) });
  const entries = Object.entries(parts).map(async ([part, value]) => {
    if (!('files' in value)) return [part, await see(directory, value)];
    const files = await fewAtOnce(value.files, (file) => see(join(directory, value.file), file));
    return [part, { ...value, files }];
  });
  return Object.fromEntries(await Promise.all(entries)) as Parts;
}

/**
 * Adds what a rehearsal on its copy did to the metadata of a published backup, in one step: there is no moment without
 * metadata. Gives back the metadata as published. Failures: disk-full, backup-not-written.
 */
export async function recordRehearsal(
  directory: string,
  metadata: Metadata,
  record: RehearsalRecord,
): Promise<Metadata> {
  const recorded = { ...metadata, rehearsal: record };
  await guarded(join(directory, fileOf(metadata.backup, 'metadata')), () => writeMetadata(directory, recorded));
  return recorded;
}

async function writeMetadata(directory: string, metadata: Metadata): Promise<void> {
  const name = fileOf(metadata.backup, 'metadata');
  const partial = join(directory, `${name}.partial`);
  try {
    await writePart(directory, name, `${JSON.stringify(metadata, null, 1)}\n`);
    await rename(partial, join(directory, name));
  } catch (error) {
    // Ours, or what a crash left: it is no backup, and in the way of the next one.
    await rm(partial, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/**
 * Points `latest_*` to this backup, in one step each: there is no moment without a link. A link to what this set does not
 * have would lead to an older one, and goes. Call it after the proof.
 */
export async function pointLatest(directory: string, metadata: Metadata): Promise<void> {
  for (const part of ['full', 'custom', 'directory'] as const) {
    const link = latestLink(part, metadata.target);
    const own = (metadata.parts as Partial<Record<string, { file: string }>>)[part];
    if (!own) {
      await guarded(join(directory, link), () => rm(join(directory, link), { force: true }));
      continue;
    }
    const fresh = join(directory, `.${link}.${randomBytes(4).toString('hex')}.partial`);
    await guarded(join(directory, link), async () => {
      try {
        await symlink(own.file, fresh);
        await rename(fresh, join(directory, link));
      } finally {
        await rm(fresh, { force: true });
      }
    });
  }
  await guarded(directory, () => syncDirectory(directory));
}
