import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TimerFile } from '../duties/plan.ts';
import { ownerOf } from '../duties/timers/seal.ts';
import { Failure } from '../failures.ts';
import { readLog } from '../journal/files.ts';
import { publishFile, syncFolder } from '../published-file.ts';

/** What became of a file. */
export interface Done {
  readonly path: string;
  readonly what: 'written' | 'unchanged' | 'removed';
}

/**
 * Writes the files, each in one step; what stands there already is replaced only where it is ours and nobody edited it, and
 * all are looked at before the first is written. Failures: schedule-not-ours, schedule-not-written.
 */
export function writeTimers(directory: string, files: readonly TimerFile[]): Done[] {
  const before = files.map(({ name }) => lookAt(join(directory, name), 'written', 'permahub schedule --write'));
  return files.map(({ name, text }, at) => {
    const path = join(directory, name);
    if (before[at] === text) return { path, what: 'unchanged' };
    tried(path, 'written', () => {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      publishFile(path, text);
    });
    return { path, what: 'written' };
  });
}

/** Names of a directory; none where it is not there. Failure: schedule-not-written. */
export function namesIn(directory: string, done: string): string[] {
  return tried(directory, done, () => (existsSync(directory) ? readdirSync(directory).sort() : []));
}

/** Removes exactly these files, which are still as they were written. Failures as above; then none is removed. */
export function removeTimers(directory: string, names: readonly string[]): Done[] {
  const paths = names.map((name) => join(directory, name));
  for (const path of paths) lookAt(path, 'removed', 'permahub schedule --remove');
  return paths.map((path) => {
    tried(path, 'removed', () => {
      rmSync(path);
      syncFolder(dirname(path));
    });
    return { path, what: 'removed' };
  });
}

/** The text that stands there, when it is ours; null where there is nothing. */
function lookAt(path: string, done: string, again: string): string | null {
  const seen = lstatSync(path, { throwIfNoEntry: false });
  if (!seen) return null;
  if (!seen.isFile()) throw new Failure('schedule-not-ours', { file: path, done, again, problem: 'is no plain file' });
  const text = tried(path, done, () => readLog(path))?.toString('utf8') ?? '';
  const owner = ownerOf(text);
  if (owner === 'ours') return text;
  const problem = owner === 'edited' ? 'was edited since it was written' : 'is not a file of permahub';
  throw new Failure('schedule-not-ours', { file: path, done, again, problem });
}

function tried<T>(file: string, done: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Failure('schedule-not-written', { file, done, problem: (error as Error).message }, { cause: error });
  }
}
