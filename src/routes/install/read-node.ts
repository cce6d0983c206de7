import { lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import type { Seen } from './plan.ts';
import { absent, type Node } from './types.ts';

/** What stands at a path, links not followed. Throws for what is neither file nor link. */
export function readNode(path: string): Node {
  const seen = lstatSync(path, { throwIfNoEntry: false });
  if (!seen) return absent;
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
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { path, node: readNode(path) };
  }
}
