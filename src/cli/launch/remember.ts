import {
  closeSync,
  existsSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { dispatches } from '../dispatches.ts';
import type { RealCli } from '../types.ts';
import { knownText } from './known.ts';
import { type Caller, knownAt } from './where.ts';

/** What is found out besides the program itself. */
export interface Found {
  /** The place where it was found, and the file that was there. */
  readonly place: string;
  readonly file: string;
  /** Every path that could lead to another answer, there or not. */
  readonly deciding: readonly string[];
}

/**
 * Keeps where the real CLI was found, so that bin/supabase becomes it at once the next time. `began`: when this process
 * started to look, in milliseconds; what changed since the second before is too fresh to be told apart from a later change,
 * so nothing is kept then. A file that cannot be written costs time only.
 */
export function rememberCli(cli: RealCli, found: Found, caller: Caller, began: number): void {
  const at = knownAt(caller);
  if (at === null) return;
  // A whole second: busybox compares no finer, and whatever changes from now on is newer in every shell.
  const second = Math.floor(began / 1000) - 1;
  try {
    const deciding = [...new Set([...found.deciding, found.place, found.file, ...replacing(cli.path)])];
    const there = deciding.filter((path) => existsSync(path));
    if (dispatches(cli.path) || there.some((path) => statSync(path).mtimeMs > second * 1000)) return;
    const text = knownText({
      program: cli.path,
      version: cli.version,
      foundIn: cli.foundIn,
      cwd: caller.cwd,
      path: cli.foundIn === 'PATH' ? (caller.env.PATH ?? '') : null,
      place: found.place,
      file: found.file,
      same: there,
      none: deciding.filter((path) => !there.includes(path)),
    });
    if (text !== null) publish(at.base, at.file, text, second);
  } catch {
    // Found anew the next time.
  }
}

/**
 * What changes where a program is replaced by one with an old date: its folder, as package managers rename files into it, and
 * the package's, as npm replaces whole packages.
 */
function replacing(program: string): readonly string[] {
  const folder = dirname(program);
  return [program, folder, ...(folder.includes('/node_modules/') ? [dirname(folder)] : [])];
}

function publish(base: string, file: string, text: string, second: number): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if ((statSync(base).mode & 0o077) !== 0) return;
  const beside = `${file}.${process.pid}`;
  rmSync(beside, { force: true });
  const fd = openSync(beside, 'wx', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
    futimesSync(fd, second, second);
  } finally {
    closeSync(fd);
  }
  renameSync(beside, file);
}
