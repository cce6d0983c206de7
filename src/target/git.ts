import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { simpleGit } from 'simple-git';
import { gitEnvironment } from './git-environment.ts';
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
  const [root, userName, userEmail, status, branch, commit, remotes] = await Promise.all([
    ask('rev-parse', '--show-toplevel'),
    ask('config', 'user.name'),
    ask('config', 'user.email'),
    ask('status', '--porcelain'),
    ask('symbolic-ref', '--short', '-q', 'HEAD'),
    ask('rev-parse', '--verify', '-q', 'HEAD^{commit}'),
    ask('remote'),
  ]);
  const person = { userName: userName || null, userEmail: userEmail || null };
  if (!root) return { ...none, ...person };
  return {
    ...person,
    root,
    commit: commit || null,
    branch: branch || null,
    clean: status === null ? null : status === '',
    upstreamDefault: await upstreamDefault(ask, branch, (remotes ?? '').split('\n').filter(Boolean)),
  };
}

/** git's user.signingkey as it is written there: a file, the key itself, or the id of an OpenPGP key; null when it is not set. */
export async function signingKey(folder: string): Promise<string | null> {
  return (await asker(folder)('config', 'user.signingkey')) || null;
}

/** Files of commits, paths relative to the repository's root with forward slashes; null and none where ref or file is missing. */
export function committedFiles(folder: string): CommittedFiles {
  const ask = asker(folder);
  return {
    existing: async (ref, paths) => {
      const listed = await ask('ls-tree', '-r', '-z', '--full-tree', '--name-only', '--end-of-options', ref, ...paths);
      return (listed ?? '').split('\0').filter(Boolean);
    },
    read: (ref, path) => ask('cat-file', 'blob', `${ref}:${path}`),
  };
}

/** A file that is not in HEAD as it is. */
export interface Uncommitted {
  /** Relative to the repository's root where it is inside, with forward slashes. */
  readonly file: string;
  readonly why: 'not committed' | 'changed since the commit' | 'outside the repository';
}

/**
 * Those of the files (absolute paths) that HEAD does not hold byte for byte, as git would store them. Content is compared,
 * not git's index: marking a file as unchanged hides nothing. What cannot be asked counts as not committed.
 */
export async function uncommitted(root: string, paths: readonly string[]): Promise<readonly Uncommitted[]> {
  const ask = asker(root);
  const base = realpathSync(root);
  const judged = [...new Set(paths)].map(async (path): Promise<Uncommitted | null> => {
    const real = join(realpathSync(dirname(path)), basename(path));
    const file = relative(base, real).split(sep).join('/');
    if (file.startsWith('../') || file === real) return { file: real, why: 'outside the repository' };
    const [there, here] = await Promise.all([
      ask('rev-parse', '--verify', '-q', `HEAD:${file}`),
      ask('hash-object', '--', real),
    ]);
    if (!there) return { file, why: 'not committed' };
    return there === here ? null : { file, why: 'changed since the commit' };
  });
  return (await Promise.all(judged)).flatMap((one) => one ?? []);
}

type Ask = (...args: string[]) => Promise<string | null>;

/** One git command; null when git is missing or says no. Only its answer counts, so the reason is not kept. */
function asker(folder: string): Ask {
  const env = gitEnvironment();
  return async (...args) => {
    try {
      const output = await simpleGit({ baseDir: folder })
        .env(env)
        .raw(['--no-optional-locks', ...args]);
      return args[0] === 'cat-file' || args[0] === 'ls-tree' ? output : output.trim();
    } catch {
      return null;
    }
  };
}

/** The remote's default branch as last fetched: of the branch's own remote, else origin; <remote>/HEAD, else main or master. */
async function upstreamDefault(ask: Ask, branch: string | null, remotes: readonly string[]): Promise<string | null> {
  if (remotes.length === 0) return null;
  const tracked = branch ? await ask('config', `branch.${branch}.remote`) : null;
  const remote = [tracked, 'origin', remotes[0]].find((name) => name && remotes.includes(name))!;
  const head = await ask('symbolic-ref', '--short', '-q', `refs/remotes/${remote}/HEAD`);
  for (const ref of head ? [head] : [`${remote}/main`, `${remote}/master`])
    if (await ask('rev-parse', '--verify', '-q', `refs/remotes/${ref}^{commit}`)) return ref;
  return null;
}
