import { accessSync, closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { eraOf } from '../era.ts';
import type { RealCli } from '../types.ts';
import { type Known, readKnown } from './known.ts';
import { type Caller, knownAt } from './where.ts';

/**
 * The real CLI as it was found the last time from this folder, where everything that decided it is as it was; null at any
 * doubt. The same tests as in launch.sh, which asks them with builtins; contacts nothing, writes nothing.
 */
export function recallCli(caller: Caller): RealCli | null {
  const at = knownAt(caller);
  if (at === null) return null;
  try {
    const known = readOwn(at.base, at.file);
    if (!known || !stillHolds(known.what, known.mtimeMs, caller)) return null;
    const { program, version, foundIn } = known.what;
    return { path: program, version, era: eraOf(version), foundIn };
  } catch {
    return null; // Nothing is known, or it cannot be asked: it is found anew.
  }
}

/** Only what this user wrote and nobody else could. */
function readOwn(base: string, file: string): { readonly what: Known; readonly mtimeMs: number } | null {
  const uid = process.getuid?.();
  const folder = lstatSync(base);
  if (!folder.isDirectory() || folder.uid !== uid || (folder.mode & 0o022) !== 0) return null;
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { mode, uid: owner, mtimeMs } = fstatSync(fd);
    if ((mode & 0o077) !== 0 || owner !== uid) return null;
    const what = readKnown(readFileSync(fd, 'utf8'));
    return what && { what, mtimeMs };
  } finally {
    closeSync(fd);
  }
}

function stillHolds(known: Known, since: number, { cwd, env }: Caller): boolean {
  const isSame = (one: string, other: string) => {
    const [a, b] = [statSync(one), statSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  };
  if (known.cwd !== cwd || (known.path !== null && known.path !== env.PATH)) return false;
  if (!isSame(known.place, known.file)) return false;
  if (known.none.some((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)) return false;
  if (known.same.some((path) => statSync(path).mtimeMs > since)) return false;
  accessSync(known.program, constants.X_OK);
  return statSync(known.program).isFile();
}
