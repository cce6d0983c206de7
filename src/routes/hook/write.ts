import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../failures.ts';

/** A settings file in its place, complete or not at all, with the mode it had; null removes it. A link is followed. Failure: hook-not-written (74). */
export function writeSettings(file: string, text: string | null): void {
  try {
    if (text === null) {
      rmSync(file);
      return;
    }
    mkdirSync(dirname(file), { recursive: true });
    const path = realpathOr(file);
    const fresh = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.partial`);
    try {
      const descriptor = openSync(fresh, 'wx', modeOf(path));
      try {
        writeFileSync(descriptor, text);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(fresh, path);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw error;
    }
  } catch (error) {
    const problem = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Failure('hook-not-written', { file, problem }, { cause: error });
  }
}

function realpathOr(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file; // A new file.
  }
}

function modeOf(path: string): number {
  try {
    return statSync(path).mode & 0o777;
  } catch {
    return 0o644; // A new file; the umask counts.
  }
}
