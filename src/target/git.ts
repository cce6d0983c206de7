import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { type Ask, asker } from './git-ask.ts';
import type { CommittedFiles, GitFacts } from './types.ts';

const none: GitFacts = {
  root: null,
  commit: null,
  branch: null,
  userName: null,
  userEmail: null,
  upstreamDefault: null,
};

/** What git says about the folder, read only and offline. No git, no repository or no commit: nulls, each where it is so. */
export async function readGit(folder: string): Promise<GitFacts> {
  const ask = asker(folder);
  const [head, config, tips] = await Promise.all([
    ask('rev-parse', '--show-toplevel', 'HEAD', '--symbolic-full-name', 'HEAD'),
    readConfig(ask),
    ask('for-each-ref', '--format=%(refname) %(objecttype) %(symref)', ...wellKnown),
  ]);
  const person = { userName: config.value('user.name'), userEmail: config.value('user.email') };
  const { root, commit, branch } = head === null ? await withoutCommit(ask) : atCommit(head);
  if (!root) return { ...none, ...person };
  const remote = remoteOf(config.remotes, branch && config.value(`branch.${branch}.remote`));
  return {
    ...person,
    root,
    commit,
    branch,
    upstreamDefault: remote === null ? null : await upstreamDefault(ask, remote, (tips ?? '').split('\n')),
  };
}

/** Most repositories have a commit: then one question says three things. A folder's name may hold line breaks. */
function atCommit(said: string): Pick<GitFacts, 'root' | 'commit' | 'branch'> {
  const lines = said.split('\n');
  const name = lines.pop() ?? '';
  const commit = lines.pop() || null;
  return { root: lines.join('\n'), commit, branch: /^refs\/heads\/(.+)$/.exec(name)?.[1] ?? null };
}

async function withoutCommit(ask: Ask): Promise<Pick<GitFacts, 'root' | 'commit' | 'branch'>> {
  const [root, branch] = await Promise.all([
    ask('rev-parse', '--show-toplevel'),
    ask('symbolic-ref', '--short', '-q', 'HEAD'),
  ]);
  return { root, commit: null, branch: branch || null };
}

/** What is needed of git's configuration. */
interface Config {
  /** The last of several values holds. */
  readonly value: (name: string) => string | null;
  /** Sorted, as `git remote` lists them. */
  readonly remotes: readonly string[];
}

/** Asked at once: a question to git costs more than its answer. */
async function readConfig(ask: Ask): Promise<Config> {
  const said = await ask('config', '-z', '--get-regexp', '^(user\\.(name|email)|branch\\..*\\.remote|remote\\..*)$');
  const entries = (said ?? '').split('\0').map((entry): [string, string] => {
    const end = entry.indexOf('\n');
    return end < 0 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 1)];
  });
  const values = new Map(entries);
  // A remote's name may hold dots: "remote.<name>.url".
  const remotes = entries.flatMap(([key]) => /^remote\.([\s\S]+)\.[^.]+$/.exec(key)?.[1] ?? []);
  return { value: (name) => values.get(name) || null, remotes: [...new Set(remotes)].sort() };
}

/** Whether nothing in the working tree differs from HEAD; null where git cannot say. Slow where there are many files. */
export async function isClean(folder: string): Promise<boolean | null> {
  const said = await asker(folder)('status', '--porcelain');
  return said === null ? null : said === '';
}

/** git's user.signingkey as it is written there: a file, the key itself, or the id of an OpenPGP key; null when it is not set. */
export async function signingKey(folder: string): Promise<string | null> {
  return (await asker(folder)('config', 'user.signingkey'))?.trim() || null;
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

/** The branch's own remote, else origin, else any. */
function remoteOf(remotes: readonly string[], tracked: string | null): string | null {
  return [tracked, 'origin', remotes[0]].find((name) => name && remotes.includes(name)) ?? null;
}

/** What `for-each-ref` is asked for in one go, of whatever remote. */
const wellKnown = ['HEAD', 'main', 'master'].map((name) => `refs/remotes/*/${name}`);

/** The remote's default branch as last fetched: <remote>/HEAD, else main or master. */
async function upstreamDefault(ask: Ask, remote: string, tips: readonly string[]): Promise<string | null> {
  const prefix = 'refs/remotes/';
  const known = new Map(
    tips.map((line) => {
      const [ref = '', type, symref] = line.split(' ');
      return [ref, { isCommit: type === 'commit', symref }];
    }),
  );
  const tip = known.get(`${prefix}${remote}/HEAD`);
  if (tip?.isCommit && tip.symref?.startsWith(prefix)) return tip.symref.slice(prefix.length);
  const head = await ask('symbolic-ref', '--short', '-q', `${prefix}${remote}/HEAD`);
  for (const ref of head ? [head] : [`${remote}/main`, `${remote}/master`])
    if (await ask('rev-parse', '--verify', '-q', `${prefix}${ref}^{commit}`)) return ref;
  return null;
}
