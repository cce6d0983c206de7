import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Backup, PartFile } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { dumpOf, type PublishedDirectory, singleFiles, strangersIn } from '../postgres/directory-archive.ts';
import { withFileLock } from '../postgres/machine-lock.ts';
import { seenOf } from '../postgres/seen-file.ts';
import { readFolder } from './folder.ts';
import type { Restic } from './restic.ts';
import { jsonOf, setDigest, setNamed, tagsOf, unreadable, vaultSets } from './sets.ts';

/** What a push did; sizes are those of the files, not of what travelled. */
export interface Pushed {
  readonly backup: string;
  /** Digest of the set. */
  readonly set: string;
  readonly snapshot: string;
  /** False: it was there already, and nothing was sent. */
  readonly sent: boolean;
  readonly files: number;
  readonly bytes: number;
  /** Bytes that were read back from the vault and hashed. */
  readonly readBack: number;
}

const summary = z.object({ message_type: z.literal('summary'), snapshot_id: z.string().regex(/^[0-9a-f]{8,64}$/) });
const node = z.object({
  struct_type: z.literal('node'),
  path: z.string(),
  type: z.string(),
  size: z.number().optional(),
});

interface Whole extends Pick<PartFile, 'file' | 'bytes' | 'sha256'> {
  readonly seen: string;
}

/**
 * Hands one set to the vault as one snapshot; one that is there already is left alone. Every file is hashed before and must
 * be untouched after; then the vault is asked for every file's size, and the dump and the metadata are read back and
 * hashed. A snapshot that is not as it is here is taken out again. `metadataFile` names the set's metadata. Failures:
 * backup-unreadable, vault-name-taken, vault-not-as-here and those of restic.
 */
export async function push(restic: Restic, backup: Backup, metadataFile: string): Promise<Pushed> {
  // Two pushes of one folder would each find the set missing.
  return withFileLock(join(backup.directory, '.vault.lock'), () => pushAlone(restic, backup, metadataFile));
}

async function pushAlone(restic: Restic, { directory, metadata }: Backup, metadataFile: string): Promise<Pushed> {
  const { backup } = metadata;
  const set = setDigest(metadata);
  const there = setNamed(await vaultSets(restic), backup);
  if (there && there.set !== set) throw new Failure('vault-name-taken', { backup, where: 'in the vault' });
  if (there) return { backup, set, snapshot: there.snapshot, sent: false, files: 0, bytes: 0, readBack: 0 };
  const dump = dumpOf(metadata.parts);
  if ('files' in dump) await mustBeAlone(directory, dump);
  const files = await hashed(directory, [...singleFiles(metadata.parts), { file: metadataFile }]);
  const args = ['backup', '--json', '--force', ...tagsOf(metadata).flatMap((tag) => ['--tag', tag])];
  // A folder goes as one name: there may be more files in it than a command line holds.
  const names = [...Object.values(metadata.parts).map(({ file }) => file), metadataFile];
  const what = `push ${backup}`;
  const printed = await restic.run([...args, '--', ...names], { what, cwd: directory }).catch(async (error: Error) => {
    // With status 3 restic keeps a snapshot that lacks the files it could not read.
    const left = setNamed(await vaultSets(restic).catch(() => []), backup);
    throw left ? await takenOut(restic, backup, left.snapshot, error) : error;
  });
  const snapshot = snapshotIn(printed, what);
  try {
    for (const { file, seen } of files)
      if ((await seenOf(join(directory, file))) !== seen)
        throw new Failure('vault-not-as-here', { backup, problem: `${file} was written to meanwhile` });
    await compareSizes(restic, { snapshot, backup, files });
    if ('files' in dump) await compareFolder(restic, { snapshot, backup, folder: dump });
    const readBack = files.filter(({ file }) => file.startsWith(dump.file) || file === metadataFile);
    for (const file of readBack) if (!file.file.includes('/')) await compareContent(restic, { snapshot, backup, file });
    const sum = (of: readonly Whole[]) => of.reduce((total, { bytes }) => total + bytes, 0);
    return { backup, set, snapshot, sent: true, files: files.length, bytes: sum(files), readBack: sum(readBack) };
  } catch (error) {
    throw await takenOut(restic, backup, snapshot, error as Error);
  }
}

/** Takes a snapshot out again; gives what to throw: the cause, or that a snapshot is left as well. */
async function takenOut(restic: Restic, backup: string, snapshot: string, cause: Error): Promise<Error> {
  try {
    await restic.run(['forget', '--', snapshot], { what: `take ${backup} out again` });
    return cause;
  } catch (error) {
    const problem = `${cause.message} Its snapshot ${snapshot} is still listed: ${(error as Error).message}`;
    return new Failure('vault-not-as-here', { backup, problem: problem.replace(/\.$/, '') }, { cause });
  }
}

/** The files with their hashes as they are now, which must be those of the metadata. */
async function hashed(
  directory: string,
  files: readonly (Pick<PartFile, 'file'> & Partial<PartFile>)[],
): Promise<Whole[]> {
  const found: Whole[] = [];
  for (const { file, bytes, sha256 } of files) {
    const path = join(directory, file);
    const seen = await seenOf(path);
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 })) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
    const now = { file, bytes: size, sha256: hash.digest('hex'), seen };
    if (sha256 !== undefined && (sha256 !== now.sha256 || bytes !== size))
      throw new Failure('backup-unreadable', { file, directory, problem: 'it is not what was backed up' });
    found.push(now);
  }
  return found;
}

function snapshotIn(printed: string, what: string): string {
  for (const line of printed.split('\n').reverse()) {
    const parsed = summary.safeParse(jsonOf(line));
    if (parsed.success) return parsed.data.snapshot_id;
  }
  throw unreadable(what);
}

interface Compared {
  readonly snapshot: string;
  readonly backup: string;
}

async function compareSizes(restic: Restic, of: Compared & { readonly files: readonly Whole[] }): Promise<void> {
  const { snapshot, backup, files } = of;
  const printed = await restic.run(['ls', '--json', '--', snapshot], { what: `list the files of ${backup}` });
  const nodes = printed.split('\n').map((line) => node.safeParse(jsonOf(line)).data);
  const sizes = new Map(nodes.filter((each) => each?.type === 'file').map((each) => [each?.path, each?.size ?? 0]));
  for (const { file, bytes } of files)
    if (sizes.get(`/${file}`) !== bytes)
      throw new Failure('vault-not-as-here', {
        backup,
        problem: `${file} has ${sizes.get(`/${file}`) ?? 'no'} bytes there instead of ${bytes}`,
      });
}

/** What lies in the folder beside the dump's own files would be handed on with it. */
async function mustBeAlone(directory: string, dump: PublishedDirectory): Promise<void> {
  const [stranger] = await strangersIn(join(directory, dump.file), dump);
  const problem = 'it is none of the files that were backed up';
  if (stranger) throw new Failure('backup-unreadable', { file: `${dump.file}/${stranger}`, directory, problem });
}

async function compareFolder(restic: Restic, of: Compared & { readonly folder: PublishedDirectory }): Promise<void> {
  const { snapshot, backup, folder } = of;
  const missing = new Map(folder.files.map(({ file, sha256 }) => [file, sha256]));
  const differs = (file: string, how: string) =>
    new Failure('vault-not-as-here', { backup, problem: `${folder.file}/${file} ${how}` });
  await readFolder(restic, { snapshot, folder: folder.file }, async (file, content) => {
    const hash = createHash('sha256');
    for await (const chunk of content) hash.update(chunk);
    if (missing.get(file) !== hash.digest('hex')) throw differs(file, 'has other content there');
    missing.delete(file);
  });
  const [first] = missing.keys();
  if (first !== undefined) throw differs(first, 'is not there');
}

async function compareContent(restic: Restic, of: Compared & { readonly file: Whole }): Promise<void> {
  const { snapshot, backup, file } = of;
  const hash = createHash('sha256');
  await restic.stream(['dump', '--', snapshot, `/${file.file}`], { what: `read ${file.file} back` }, (chunk) => {
    hash.update(chunk);
  });
  if (hash.digest('hex') !== file.sha256)
    throw new Failure('vault-not-as-here', { backup, problem: `${file.file} has other content there` });
}
