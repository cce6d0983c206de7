import { execFile } from 'node:child_process';
import { gitEnvironment } from './git-environment.ts';

/** One git command; null when git is missing or says no. Only its answer counts, so the reason is not kept. */
export type Ask = (...args: string[]) => Promise<string | null>;

const largest = 64 * 1024 * 1024;

/**
 * Asks git about a folder, read only. Before every harmless command that is new here, so without a library in between: loading
 * simple-git takes longer than git's answers.
 */
export function asker(folder: string): Ask {
  const env = gitEnvironment();
  return (...args) =>
    new Promise((answer) => {
      const options = { cwd: folder, env, maxBuffer: largest };
      execFile('git', ['--no-optional-locks', ...args], options, (error, output) => {
        if (error) answer(null);
        else answer(verbatim.has(args[0] ?? '') ? output : output.trim());
      }).stdin?.end();
    });
}

/** Commands whose output is somebody's text. */
const verbatim: ReadonlySet<string> = new Set(['cat-file', 'ls-tree', 'config']);
