import { lstatSync, readFileSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import type { Seen } from './plan.ts';
import { absent, type Node } from './types.ts';

/** What stands at a path, links not followed. Throws for what is neither file nor link. */
export function readNode(path: string): Node {
  const seen = statOf(path);
  if (seen === null) return absent;
  if (seen.isSymbolicLink()) return { kind: 'link', to: readlinkSync(path) };
  if (!seen.isFile()) throw Object.assign(new Error('it is no plain file'), { path });
  return { kind: 'file', text: readFileSync(path, 'latin1'), mode: seen.mode & 0o7777 };
}

/** The real file a path leads to and what stands there; a link to nowhere stays a link. */
export function seenAt(path: string): Seen {
  try {
    const real = realpathSync(path);
    return { path: real, node: readNode(real) };
  } catch (error) {
    if (!isNothing(error)) throw error;
    return { path, node: readNode(path) };
  }
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isNothing(error)) return null;
    throw error;
  }
}

/** Nothing is there, nor can be: a folder on the way is a file. */
function isNothing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
