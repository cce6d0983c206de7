import { uncommitted } from '../target/git.ts';
import { migrates } from './migrates.ts';
import type { Task } from './task.ts';

/**
 * Why the SQL a push or up would run may not run on staging or production: a file of it is not committed as it is. A
 * sentence with the files and what to do; null when all is committed, or it need not be.
 */
export async function uncommittedProblem(
  task: Pick<Task, 'command' | 'target' | 'sql' | 'git'>,
): Promise<string | null> {
  const { command, target, sql, git } = task;
  if (!migrates(command) || target.environment === 'local') return null;
  const paths = (sql?.meaning?.what.sources ?? []).flatMap(({ from }) => from?.path ?? []);
  if (paths.length === 0) return null;
  const place = target.environment === 'staging' ? 'staging' : 'production';
  const rule = `On ${place} only committed SQL runs`;
  if (git.root === null || git.commit === null)
    return `${rule}, and here is no git commit. Commit supabase/ to a git repository first.`;
  const found = await uncommitted(git.root, paths);
  if (found.length === 0) return null;
  const named = found.map(({ file, why }) => `${file} (${why})`).join(', ');
  const files = found.map(({ file }) => quoted(file)).join(' ');
  return `${rule}, and this is not: ${named}. Review it, then type \`git add ${files}\` and \`git commit\`.`;
}

/** For a shell, from the repository's root. */
function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}
