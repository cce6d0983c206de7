import { simpleGit } from 'simple-git';
import type { CommittedFiles, GitFacts } from './types.ts';

const none: GitFacts = {
  root: null,
  commit: null,
  branch: null,
  clean: null,
  userName: null,
  userEmail: null,
  upstreamDefault: null,
};

/** What git says about the folder, read only and offline. No git, no repository or no commit: nulls, each where it is so. */
export async function readGit(folder: string): Promise<GitFacts> {
  const ask = asker(folder);
  const root = await ask('rev-parse', '--show-toplevel');
  const userName = (await ask('config', 'user.name')) || null;
  const userEmail = (await ask('config', 'user.email')) || null;
  if (!root) return { ...none, userName, userEmail };
  const status = await ask('status', '--porcelain');
  const branch = (await ask('symbolic-ref', '--short', '-q', 'HEAD')) || null;
  return {
    root,
    commit: (await ask('rev-parse', '--verify', '-q', 'HEAD^{commit}')) || null,
    branch,
    clean: status === null ? null : status === '',
    userName,
    userEmail,
    upstreamDefault: await upstreamDefault(ask, branch),
  };
}

/** Files of commits, paths relative to the repository's root with forward slashes. */
export function committedFiles(folder: string): CommittedFiles {
  const ask = asker(folder);
  return {
    existing: async (ref, paths) => {
      const listed = await ask('ls-tree', '-r', '-z', '--full-tree', '--name-only', '--end-of-options', ref, ...paths);
      return (listed ?? '').split('\0').filter(Boolean);
    },
    read: (ref, path) => readCommitted(folder, ref, path),
  };
}

/** Text of a committed file (path relative to the repository's root); null when the ref or the file does not exist. */
export function readCommitted(folder: string, ref: string, path: string): Promise<string | null> {
  return asker(folder)('cat-file', 'blob', `${ref}:${path}`);
}

type Ask = (...args: string[]) => Promise<string | null>;

/** One git command; null when git is missing or says no. Only its answer counts, so the reason is not kept. */
function asker(folder: string): Ask {
  return async (...args) => {
    try {
      const output = await simpleGit({ baseDir: folder }).raw(['--no-optional-locks', ...args]);
      return args[0] === 'cat-file' || args[0] === 'ls-tree' ? output : output.trim();
    } catch {
      return null;
    }
  };
}

/** The remote's default branch as last fetched: of the branch's own remote, else origin; <remote>/HEAD, else main or master. */
async function upstreamDefault(ask: Ask, branch: string | null): Promise<string | null> {
  const tracked = branch === null ? null : await ask('config', `branch.${branch}.remote`);
  const remotes = ((await ask('remote')) ?? '').split('\n').filter(Boolean);
  const remote = [tracked, 'origin', remotes[0]].find((name) => name && remotes.includes(name));
  if (!remote) return null;
  const head = await ask('symbolic-ref', '--short', '-q', `refs/remotes/${remote}/HEAD`);
  for (const ref of head ? [head] : [`${remote}/main`, `${remote}/master`])
    if (await ask('rev-parse', '--verify', '-q', `refs/remotes/${ref}^{commit}`)) return ref;
  return null;
}
