import { copyFile, mkdir, opendir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { harmlessDotenv } from './environment.ts';

/** What a copy may hold: a project's migrations and seeds are far smaller, a wrong link to a disk is far larger. */
const most = { files: 50_000, bytes: 512 * 1024 * 1024 };

/** The project cannot be copied; its message is for people. */
export class NotCopied extends Error {
  override readonly name = 'NotCopied';
}

/** Of no use to the database commands, and large or full of links to the real target. */
const leftOut: ReadonlySet<string> = new Set(['.temp', '.branches', 'functions', 'node_modules', '.link.json']);

/** What is copied and where to. */
interface Copying {
  readonly from: string;
  readonly to: string;
  /** What a file's text becomes in the copy; null: byte for byte. */
  readonly change: (file: string) => ((text: string) => string) | null;
  readonly counted: { files: number; bytes: number };
  /** Folders of the copy that are there. */
  readonly made: Set<string>;
}

/**
 * Copies what the CLI reads of a project: supabase/ without links and leftovers, the dotenv files beside it, and what its
 * configuration names outside. Symlinks become plain files, so nothing written in the copy reaches the original.
 * `config` changes the configuration's text; `typed` are paths of argv, relative to supabase/. Throws NotCopied when it is too large or cannot be read.
 */
export async function copyProject(
  workdir: string,
  to: string,
  config: (file: string, text: string) => string,
  typed: readonly string[],
): Promise<void> {
  try {
    await copyAll(workdir, to, config, typed);
  } catch (error) {
    if (error instanceof NotCopied || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new NotCopied(`the project folder cannot be copied (${(error as Error).message})`, { cause: error });
  }
}

async function copyAll(
  workdir: string,
  to: string,
  config: (file: string, text: string) => string,
  typed: readonly string[],
): Promise<void> {
  const isConfig = (file: string) =>
    /^config\.(toml|jsonc?)$/.test(basename(file)) && dirname(file) === join(workdir, 'supabase');
  const copying: Copying = {
    from: workdir,
    to,
    change: (file) => {
      if (isConfig(file)) return (text) => config(file, text);
      return basename(file).startsWith('.env') ? harmlessDotenv : null;
    },
    counted: { files: 0, bytes: 0 },
    made: new Set(),
  };
  await mkdir(join(to, 'supabase'), { recursive: true, mode: 0o700 });
  await copyFolder(copying, join(workdir, 'supabase'), [], (name, depth) => depth > 0 || !leftOut.has(name));
  await copyFolder(copying, workdir, [], (name, depth) => depth === 0 && name.startsWith('.env'), false);
  for (const outside of await namedOutside(workdir, typed)) await copyNamed(copying, outside);
}

async function copyFolder(
  copying: Copying,
  folder: string,
  above: readonly string[],
  wanted: (name: string, depth: number) => boolean,
  deep = true,
): Promise<void> {
  const real = await realpath(folder).catch(() => null);
  if (real === null || above.includes(real)) return; // Not there, or a link that leads back to where we are.
  for await (const entry of await opendir(real)) {
    if (!wanted(entry.name, above.length)) continue;
    const path = join(folder, entry.name);
    const found = await stat(path).catch(() => null); // A dangling link is nothing to the CLI either.
    if (found?.isFile()) await copyOne(copying, path, found.size);
    else if (found?.isDirectory() && deep && entry.name !== 'node_modules' && entry.name !== '.git')
      await copyFolder(copying, path, [...above, real], wanted);
  }
}

async function copyOne({ from, to, change, counted, made }: Copying, path: string, bytes: number): Promise<void> {
  counted.files++;
  counted.bytes += bytes;
  if (counted.files > most.files || counted.bytes > most.bytes)
    throw new NotCopied(`the project folder is too large to copy (more than ${most.files} files or 512 MB)`);
  const place = join(to, relative(from, path));
  if (!made.has(dirname(place))) await mkdir(dirname(place), { recursive: true, mode: 0o700 });
  made.add(dirname(place));
  const changed = change(path);
  if (changed) await writeFile(place, changed(await readFile(path, 'utf8')), { mode: 0o600 });
  else await copyFile(path, place);
}

/** What configuration (in quotes) and argv name outside supabase/ and inside the project: seeds, schemas, templates. */
async function namedOutside(workdir: string, typed: readonly string[]): Promise<readonly string[]> {
  const inside = join(workdir, 'supabase');
  const texts = ['config.toml', 'config.json', 'config.jsonc'].map((name) =>
    readFile(join(inside, name), 'utf8').catch(() => ''),
  );
  const quoted = [...(await Promise.all(texts)).join('\n').matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)];
  const named = new Set<string>();
  for (const text of [...typed, ...quoted.map(([, one, other]) => one ?? other ?? '')]) {
    const path = text.replace(/\/[^/]*[*?[{].*$/, '');
    if (!/[/.]/.test(path) || isAbsolute(path)) continue;
    for (const base of [inside, workdir]) named.add(resolve(base, path));
    // The copy is the project alone: what lies beside it would be missing without a word.
    if (
      relative(workdir, resolve(inside, path)).startsWith('..') &&
      (await stat(resolve(inside, path)).catch(() => null))
    )
      throw new NotCopied(`${path} lies outside the project folder, which alone is copied`);
  }
  const isOutside = (path: string) =>
    path.startsWith(`${workdir}/`) && path !== inside && !path.startsWith(`${inside}/`);
  return [...named].filter(isOutside);
}

/** A file as it is; of a folder only the SQL, because no more of it can be meant. */
async function copyNamed(copying: Copying, path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) await copyOne(copying, path, found.size);
  if (!found?.isDirectory()) return;
  const real = await realpath(path);
  for await (const entry of await opendir(real, { recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.sql')) continue;
    const file = join(path, relative(real, join(entry.parentPath, entry.name)));
    await copyOne(copying, file, (await stat(file)).size);
  }
}
