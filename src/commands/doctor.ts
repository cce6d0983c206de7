import { homedir } from 'node:os';
import { Failure } from '../failures.ts';
import { waysAround } from '../routes/around.ts';
import { scriptFiles } from '../routes/around-files.ts';
import { checksOf } from '../routes/doctor/checks.ts';
import { doctorLines, type Found, isWell, unguardable } from '../routes/doctor/words.ts';
import { installedHooks } from '../routes/hook/installed.ts';
import { readGit } from '../target/git.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { ciRoute } from './doctor-ci.ts';
import { readFacts } from './doctor-facts.ts';
import { probeRoutes } from './doctor-routes.ts';
import { printJson } from './print-json.ts';
import { openProject, type Project } from './project.ts';
import { assertPosix, shownFrom } from './set-up.ts';

/**
 * `permahub doctor`: a harmless probe through each route, and whether the guard has what it needs. Contacts no remote,
 * changes nothing. Failure: set-up-nowhere (69) on Windows. 0 when no route is open and nothing is wrong, else 1.
 */
export async function doctor(options: { readonly json: boolean }): Promise<number> {
  assertPosix('No route was probed');
  const cwd = process.cwd();
  const home = process.env.HOME || homedir();
  const found = await withProgress('Probing every route to supabase', async (report): Promise<Found> => {
    const git = await readGit(cwd);
    const folder = git.root ?? cwd;
    // One after the other: a busy machine makes probes late.
    const routes = await probeRoutes({ cwd, env: process.env, isRepository: git.root !== null, report });
    const files = await scriptFiles(folder);
    const hooks = await installedHooks({ folder, home });
    const checks = checksOf(await readFacts(await opened()));
    const around = files.flatMap(({ file, text }) => waysAround(file, text));
    return { routes: [...routes, ciRoute(files)], around, hooks, checks };
  });
  const ok = isWell(found);
  if (options.json) printJson({ schema: 1, ok, ...found, unguardable: unguardable.split(', ') });
  else printLines(doctorLines(found, shownFrom(home)));
  return ok ? 0 : 1;
}

/** The project, or what is wrong with its settings. */
async function opened(): Promise<Project | Failure> {
  try {
    return await openProject();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
