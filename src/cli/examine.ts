import { constants, existsSync } from 'node:fs';
import { access, open, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Stands in our shim, bin/supabase. */
const marker = 'permahub-shim';

/** What is at a path: a program to run, by its real path where it has the same name, or why it is none of ours to run. */
export type Examined = { readonly program: string } | { readonly why: string };

/**
 * Looks at a candidate: it must be an executable file and must not be ourselves (same file as one of `self`, or our
 * marker in it). npm's launcher of 2.100 and later is followed to the program it would run, as its own code does. A link to a
 * program of another name stays the link: version managers (mise, volta) dispatch on the name they are called by.
 */
export async function examine(path: string, self: readonly string[]): Promise<Examined> {
  const real = await realpath(path).catch(() => null);
  if (real === null) return { why: 'not there' };
  const found = await stat(real);
  if (!found.isFile()) return { why: 'no file' };
  if (!(await isExecutable(real))) return { why: 'not executable' };
  if (await isOurs(real, found, self)) return { why: 'permahub itself' };
  return { program: (await launched(real)) ?? (basename(real) === basename(path) ? real : path) };
}

async function isOurs(
  real: string,
  found: { readonly dev: number; readonly ino: number },
  self: readonly string[],
): Promise<boolean> {
  for (const own of self) {
    const ours = await stat(own).catch(() => null);
    if (ours && ours.dev === found.dev && ours.ino === found.ino) return true;
  }
  const file = await open(real);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead).includes(marker);
  } finally {
    await file.close();
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

const platforms: Readonly<Record<string, readonly string[]>> = {
  'darwin arm64': ['darwin-arm64'],
  'darwin x64': ['darwin-x64'],
  'linux arm64': ['linux-arm64', 'linux-arm64-musl'],
  'linux x64': ['linux-x64', 'linux-x64-musl'],
};

/** Where npm's launcher looks for its program's package, in order up to the one it takes; none for another file. */
export function launcherAsks(real: string): readonly string[] {
  if (!isLauncher(real)) return [];
  const { resolve } = createRequire(real);
  const asked: string[] = [];
  for (const platform of platforms[`${process.platform} ${process.arch}`] ?? []) {
    const name = `@supabase/cli-${platform}/package.json`;
    for (const folder of resolve.paths(name) ?? []) {
      asked.push(join(folder, name));
      if (existsSync(join(folder, name))) return asked;
    }
  }
  return asked;
}

function isLauncher(real: string): boolean {
  return real.endsWith(join('dist', 'supabase.js'));
}

/** The program beside the launcher `supabase/dist/supabase.js`; null when it is no launcher or has none. */
async function launched(real: string): Promise<string | null> {
  if (!isLauncher(real)) return null;
  const { resolve } = createRequire(real);
  for (const platform of platforms[`${process.platform} ${process.arch}`] ?? []) {
    try {
      const program = join(dirname(resolve(`@supabase/cli-${platform}/package.json`)), 'bin', 'supabase');
      if (await isExecutable(program)) return realpath(program);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return null;
}
