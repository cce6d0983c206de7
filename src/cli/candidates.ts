import { delimiter, dirname, join, resolve } from 'node:path';

/** A place where the real CLI may be, and how people would call that place. */
export interface Candidate {
  readonly path: string;
  readonly foundIn: 'settings' | 'node_modules' | 'PATH';
}

/** Every place in order: node_modules upwards from the working directory and the project, then PATH. Pure. */
export function candidates(of: {
  readonly projectFolder: string | null;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}): readonly Candidate[] {
  const folders = [of.cwd, of.projectFolder].flatMap((start) => (start === null ? [] : upwards(resolve(start))));
  const installed = folders.flatMap((folder) => [
    join(folder, 'node_modules', '.bin', 'supabase'),
    // Where .bin has the guard instead: npm's launcher of 2.100 and later, and the program itself of those before.
    join(folder, 'node_modules', 'supabase', 'dist', 'supabase.js'),
    join(folder, 'node_modules', 'supabase', 'bin', 'supabase'),
  ]);
  // An empty entry of PATH means the working directory, as for the shell.
  const onPath = (of.env.PATH ?? '').split(delimiter).map((folder) => join(resolve(of.cwd, folder), 'supabase'));
  const all = [
    ...installed.map((path): Candidate => ({ path, foundIn: 'node_modules' })),
    ...(of.env.PATH ? onPath : []).map((path): Candidate => ({ path, foundIn: 'PATH' })),
  ];
  return all.filter(({ path }, at) => all.findIndex((other) => other.path === path) === at);
}

function upwards(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}
