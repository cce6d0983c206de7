import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { GitFacts } from './types.ts';

/**
 * Every path that decides what `readGit` says of a folder's root and of the commit that settings are read from: `.git` upward,
 * HEAD, the refs, packed refs and configuration. Null where refs are kept in another form.
 */
export function gitPaths(folder: string, git: GitFacts, env: NodeJS.ProcessEnv): readonly string[] | null {
  const home = env.HOME ?? '';
  const everywhere = [
    '/etc/gitconfig',
    join(home, '.gitconfig'),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'git', 'config'),
  ];
  const above: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    if (at === git.root) break;
    above.push(join(at, '.git'));
    if (dirname(at) === at) break;
  }
  if (git.root === null) return [...everywhere, ...above];
  const dotGit = join(git.root, '.git');
  const own = lstatSync(dotGit).isDirectory() ? dotGit : resolve(git.root, after('gitdir: ', dotGit));
  const shared = existsSync(join(own, 'commondir')) ? resolve(own, after('', join(own, 'commondir'))) : own;
  if (existsSync(join(shared, 'reftable'))) return null;
  const remotes = join(shared, 'refs', 'remotes');
  const names = existsSync(remotes) ? readdirSync(remotes) : [];
  return [
    ...everywhere,
    ...above,
    ...(own === dotGit ? [] : [dotGit, join(own, 'commondir')]),
    ...['HEAD', 'config.worktree'].map((name) => join(own, name)),
    ...['config', 'packed-refs'].map((name) => join(shared, name)),
    ...(git.branch === null ? [] : [join(shared, 'refs', 'heads', git.branch)]),
    remotes,
    ...names.flatMap((name) => ['HEAD', 'main', 'master'].map((ref) => join(remotes, name, ref))),
    ...(git.upstreamDefault === null ? [] : [join(remotes, git.upstreamDefault)]),
  ];
}

function after(start: string, file: string): string {
  return readFileSync(file, 'utf8').trim().slice(start.length);
}
