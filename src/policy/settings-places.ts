import { dirname, join, sep } from 'node:path';

/** cosmiconfig's places for "permahub" in its order, without those that run code. A test holds them to cosmiconfig's own. */
export const places: readonly string[] = [
  'package.json',
  ...['', '.json', '.yaml', '.yml'].map((end) => `.permahubrc${end}`),
  ...['', '.json', '.yaml', '.yml'].map((end) => `.config/permahubrc${end}`),
];

/** A place whose file would be run, not read. */
export function runsCode(place: string): boolean {
  return /\.[cm]?[jt]s$/.test(place);
}

/** The folder and its parents up to the repository's root; the folder alone outside a repository. */
export function upward(folder: string, root: string | null): string[] {
  const inside = root !== null && (folder === root || folder.startsWith(root.endsWith(sep) ? root : root + sep));
  const folders = [folder];
  while (inside && folders.at(-1) !== root) folders.push(dirname(folders.at(-1)!));
  return folders;
}

/** Every path at which settings for this folder may lie in the working tree. Pure. */
export function settingsPaths(folder: string, root: string | null): readonly string[] {
  return upward(folder, root).flatMap((one) => places.map((place) => join(one, place)));
}
