import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Path (relative to the project folder, or absolute outside it) -> SHA-256, of everything that decides what the action does. */
export type Fingerprint = ReadonlyMap<string, string>;

/** What the CLI itself writes, and what never reaches the database. */
const leftOut = new Set(['.temp', '.branches', 'functions', 'node_modules', '.git']);

/**
 * Hashes migrations, seeds, roles and config below `supabase/`, the settings files and the real CLI. A file that is not
 * there has no entry; one that cannot be read is an error.
 */
export async function fingerprint(of: {
  readonly projectFolder: string | null;
  readonly files: readonly string[];
}): Promise<Fingerprint> {
  const below = of.projectFolder ? await filesBelow(join(of.projectFolder, 'supabase')) : [];
  const found = new Map<string, string>();
  for (const path of [...below, ...of.files].sort()) {
    const hash = await sha256(path);
    if (hash) found.set(of.projectFolder && below.includes(path) ? relative(of.projectFolder, path) : path, hash);
  }
  return found;
}

/** Paths that differ between two fingerprints: changed, added or gone, sorted. */
export function changedPaths(before: Fingerprint, now: Fingerprint): string[] {
  const paths = new Set([...before.keys(), ...now.keys()]);
  return [...paths].filter((path) => before.get(path) !== now.get(path)).sort();
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const deep = entries
    .filter((entry) => !leftOut.has(entry.name))
    .map((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]));
  return (await Promise.all(deep)).flat();
}

async function sha256(path: string): Promise<string | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!found?.isFile()) return null;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
