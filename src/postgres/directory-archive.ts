import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';

/** A file as it was published. */
export interface PublishedFile {
  /** Its name in the folder it lies in. */
  readonly file: string;
  readonly bytes: number;
  /** Hex SHA-256 of its content. */
  readonly sha256: string;
  /**
   * What the file system said of the published file: device, inode, size, times of content and of inode change. As long as
   * it says the same nobody wrote to the file, and hashing a gigabyte again can be spared.
   */
  readonly seen?: string | undefined;
}

/** The folder that `pg_dump -Fd` makes: toc.dat, a file for each table with rows, others for large objects. */
export interface PublishedDirectory extends Omit<PublishedFile, 'seen'> {
  /** Sum of its files. */
  readonly bytes: number;
  /** See `digestOf`. */
  readonly sha256: string;
  /** By name. */
  readonly files: readonly PublishedFile[];
}

/** Whether `pg_dump -Fd` gives such a name to a file; none of them leads out of the folder. Pure. */
export function isDirectoryFile(name: string): boolean {
  return /^[a-z0-9][a-z0-9_]*\.(dat|toc)$/.test(name);
}

/** SHA-256 over what `sha256sum *` prints in the folder (in the C locale): anybody can say whether two of them are the same. Pure. */
export function digestOf(files: readonly Pick<PublishedFile, 'file' | 'sha256'>[]): string {
  const lines = files.map(({ file, sha256 }) => [file, `${sha256}  ${file}\n`] as const);
  const sorted = lines.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
  return createHash('sha256').update(sorted.join('')).digest('hex');
}

/** Every single file of a set's parts, each named from the folder the set lies in. Pure. */
export function singleFiles(parts: Readonly<Record<string, PublishedFile | PublishedDirectory>>): PublishedFile[] {
  return Object.values(parts).flatMap((part) =>
    'files' in part ? part.files.map((each) => ({ ...each, file: `${part.file}/${each.file}` })) : [part],
  );
}

/** The dump that a set is restored from: one file, or a folder. Pure. */
export function dumpOf(
  parts: { readonly custom: PublishedFile } | { readonly directory: PublishedDirectory },
): PublishedFile | PublishedDirectory {
  return 'directory' in parts ? parts.directory : parts.custom;
}

/** Bytes of the dump as text, near enough. Pure. */
export function textBytes(
  parts: { readonly full: PublishedFile } | { readonly directory: PublishedDirectory },
): number {
  return 'directory' in parts ? parts.directory.bytes : parts.full.bytes;
}

/** What lies in a folder beside the files it was published with. Throws what the file system throws. */
export async function strangersIn(path: string, { files }: PublishedDirectory): Promise<string[]> {
  const own = new Set(files.map(({ file }) => file));
  return (await readdir(path)).filter((name) => !own.has(name)).sort();
}
