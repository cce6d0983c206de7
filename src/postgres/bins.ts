import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A folder of PostgreSQL programs and their version. */
export interface Bin {
  readonly folder: string;
  readonly major: number;
  /** "15.18" */
  readonly version: string;
}

export interface Where {
  /** The folder of the settings; when given, nothing else is searched. */
  readonly bin: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/** Where packagers put PostgreSQL: [folder of versions, path of the programs below each]. */
const usual: readonly (readonly [string, RegExp, string])[] = [
  ['/usr/lib/postgresql', /^\d+$/, 'bin'],
  ['/usr', /^pgsql-\d+$/, 'bin'],
  ['/opt/homebrew/opt', /^postgresql@\d+$/, 'bin'],
  ['/usr/local/opt', /^postgresql@\d+$/, 'bin'],
  ['/Applications/Postgres.app/Contents/Versions', /^\d+$/, 'bin'],
];

/** Folders that may hold PostgreSQL programs: the settings' own, else PATH and the usual places. */
export function binFolders(where: Where): string[] {
  if (where.bin !== null) return [resolve(where.bin)];
  const path = (where.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  const packaged = usual.flatMap(([root, name, below]) => {
    if (!existsSync(root)) return [];
    const versions = readdirSync(root).filter((entry) => name.test(entry));
    return versions.map((entry) => join(root, entry, below));
  });
  return [...new Set([...path, ...packaged])];
}

/** Folders that hold all of these programs, newest major first; a program's version is asked, never read from a path. */
export async function findBins(where: Where, programs: readonly string[]): Promise<Bin[]> {
  const folders = binFolders(where).filter((folder) => programs.every((program) => isReal(join(folder, program))));
  const bins = await Promise.all(folders.map((folder) => readVersion(folder, programs[0] as string)));
  return bins.filter((bin) => bin !== null).sort((a, b) => b.major - a.major);
}

/** The same major, else the smallest above it; null when all are older. PATH wins among equals. */
export function chooseBin(bins: readonly Bin[], atLeast: number): Bin | null {
  const fitting = bins.filter((bin) => bin.major >= atLeast).map((bin) => bin.major);
  return bins.find((bin) => bin.major === Math.min(...fitting)) ?? null;
}

/** Debian's pg_wrapper chooses a version of its own at every call: its programs stand in /usr/lib/postgresql anyway. */
function isReal(file: string): boolean {
  return existsSync(file) && !realpathSync(file).endsWith('/pg_wrapper');
}

async function readVersion(folder: string, program: string): Promise<Bin | null> {
  try {
    const { stdout } = await promisify(execFile)(join(folder, program), ['--version'], { timeout: 10_000 });
    const version = /\(PostgreSQL\) (\d+)(?:\.(\d+))?/.exec(stdout);
    if (!version) return null;
    return { folder, major: Number(version[1]), version: [version[1], version[2]].filter(Boolean).join('.') };
  } catch {
    return null; // A program that cannot even print its version is not one that we could use.
  }
}
