import { dirname, join } from 'node:path';
import { configNames } from './config.ts';
import { loadedByBun } from './dotenv.ts';
import type { Surroundings } from './types.ts';

/** Every path that decides which folder is the project's, by 3.x rules: dotenv files that may name it, configuration files upward. Pure. */
export function projectPaths(of: Pick<Surroundings, 'cwd' | 'workdir' | 'workdirFrom'>): readonly string[] {
  const dotenv = loadedByBun(undefined).map((name) => join(of.cwd, name));
  const searched = of.workdirFrom === 'search' || of.workdirFrom === 'working folder';
  const from = searched ? of.cwd : of.workdir;
  const folders: string[] = [];
  for (let folder = from; ; folder = dirname(folder)) {
    folders.push(folder);
    const last = of.workdirFrom === 'working folder' ? dirname(folder) === folder : folder === of.workdir;
    if (last || dirname(folder) === folder) break;
  }
  return [...dotenv, ...folders.flatMap((folder) => configNames(true).map((name) => join(folder, 'supabase', name)))];
}
