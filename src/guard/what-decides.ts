import { realpath } from 'node:fs/promises';
import { candidates } from '../cli/candidates.ts';
import { examine, launcherAsks } from '../cli/examine.ts';
import type { Found } from '../cli/launch/remember.ts';
import { settingsPaths } from '../policy/settings-places.ts';
import { gitPaths } from '../target/git-paths.ts';
import { projectPaths } from '../target/project-paths.ts';
import type { Looked } from './look.ts';

/**
 * Every path that made `look` find this real CLI and no other, there or not: the project's, the settings', git's, and the
 * places before the one it was found at. Null where that cannot be told.
 */
export async function whatDecides(looked: Looked): Promise<Found | null> {
  const { place, first, git, settings, cli, invocation } = looked;
  if (invocation.flags.some(({ name }) => name === 'workdir')) return null;
  const folder = first.projectFolder ?? first.workdir;
  const ofGit = gitPaths(folder, git, place.env);
  if (ofGit === null) return null;
  const places =
    settings.cli === null
      ? candidates({ projectFolder: first.projectFolder, ...place }).map(({ path }) => path)
      : [settings.cli];
  const before: string[] = [];
  for (const path of places) {
    const examined = await examine(path, place.self);
    if ('why' in examined || examined.program !== cli.path) {
      before.push(path);
      continue;
    }
    const file = await realpath(path);
    const deciding = [...projectPaths(first), ...settingsPaths(folder, git.root), ...ofGit, ...before];
    return { place: path, file, deciding: [...deciding, ...launcherAsks(file)] };
  }
  return null;
}
