import { relative } from 'node:path';
import { type Fingerprint, fingerprint } from '../action/fingerprint.ts';
import type { Task } from './task.ts';

/** Hashes of all files that decide what the action does, as they are now. */
export function filesNow(task: Task): Promise<Fingerprint> {
  const { projectFolder } = task.target;
  return fingerprint({ projectFolder, files: [...task.files, ...readFiles(task).map(({ path }) => path)] });
}

/**
 * The same as it was judged: of the SQL, the hashes of what was read and linted. A file that changed in between differs
 * from `filesNow` at the end like any other.
 */
export async function filesJudged(task: Task): Promise<Fingerprint> {
  const found = new Map(await filesNow(task));
  const folder = task.target.projectFolder ?? '/';
  for (const { path, sha256 } of readFiles(task)) {
    const inside = relative(folder, path);
    found.set(found.has(inside) ? inside : path, sha256);
  }
  return found;
}

function readFiles({ sql }: Task) {
  return (sql?.meaning?.what.sources ?? []).flatMap(({ from }) => from ?? []);
}
