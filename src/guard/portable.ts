import { isAbsolute, join, relative, sep } from 'node:path';
import type { Fingerprint } from '../action/fingerprint.ts';
import { Failure } from '../failures.ts';

/**
 * A fingerprint as another checkout can compare it: paths below the repository's root, with forward slashes. The CLI has a
 * place of its own in a request and is left out. Failure: request-outside (64), for a file no other checkout has. Pure.
 */
export function portable(
  files: Fingerprint,
  of: { readonly root: string; readonly projectFolder: string | null; readonly leftOut: readonly string[] },
): Record<string, string> {
  const found: [string, string][] = [];
  for (const [path, sha256] of files) {
    if (of.leftOut.includes(path)) continue;
    const below = relative(of.root, isAbsolute(path) ? path : join(of.projectFolder ?? of.root, path));
    if (below.startsWith('..') || isAbsolute(below)) throw new Failure('request-outside', { file: path });
    found.push([below.split(sep).join('/'), sha256]);
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What differs between two such fingerprints, one sentence each. Pure. */
export function differingFiles(
  signed: Readonly<Record<string, string>>,
  here: Readonly<Record<string, string>>,
): string[] {
  const paths = [...new Set([...Object.keys(signed), ...Object.keys(here)])].sort();
  return paths.flatMap((path) => {
    if (signed[path] === here[path]) return [];
    if (here[path] === undefined) return [`${path} of the request is not here.`];
    return [
      signed[path] === undefined ? `${path} is not in the request.` : `${path} is another one than in the request.`,
    ];
  });
}
