import { Failure } from '../failures.ts';
import { type Around, waysAround } from '../routes/around.ts';
import { scriptFiles } from '../routes/around-files.ts';
import type { Plan } from '../routes/install/types.ts';
import { doingOf, hunkOf } from '../routes/install/words.ts';

/** Windows has no rc files and no sh: what to do there is printed. Failure: set-up-nowhere (69). */
export function assertPosix(what: string): void {
  if (process.platform === 'win32')
    throw new Failure('set-up-nowhere', {
      what,
      problem: 'Windows has none of the files and shells this is about',
      hint: 'permahub install --print windows',
    });
}

/** Lines of the folder's own scripts that go around the guard. */
export async function around(folder: string): Promise<readonly Around[]> {
  return (await scriptFiles(folder)).flatMap(({ file, text }) => waysAround(file, text));
}

/** What `install` and `uninstall` did, or would do, for machines: only the lines that change, never a whole file. */
export function setUpJson({ steps, left }: Plan, dryRun: boolean) {
  return {
    schema: 1,
    dryRun,
    steps: steps.map((step) => {
      const doing = doingOf(step);
      const { out, in: put } = doing === 'keep' ? { out: [], in: [] } : hunkOf(step);
      return { path: step.path, doing, removed: out, added: put };
    }),
    left,
  };
}

/** Paths below home as ~/…, those below the working folder as seen from there. */
export function shownFrom(home: string): (path: string) => string {
  const below = (folder: string, path: string) =>
    path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
  return (path) => {
    const here = below(process.cwd(), path);
    if (here !== null && process.cwd() !== home) return here;
    const inHome = below(home, path);
    return inHome === null ? path : `~/${inHome}`;
  };
}
