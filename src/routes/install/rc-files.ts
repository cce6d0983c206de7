import { basename, join } from 'node:path';
import type { Shell } from './types.ts';

/** What says where a person's shells read their set-up. */
export interface Account {
  readonly home: string;
  /** $SHELL. */
  readonly shell: string | null;
  readonly zdotdir: string | null;
  readonly xdgConfig: string | null;
  /** $ENV: what an interactive sh reads. */
  readonly env: string | null;
  readonly isMac: boolean;
}

/** A file a shell reads, and how to write in it. */
export interface RcFile {
  readonly path: string;
  readonly syntax: 'posix' | 'fish';
}

const loginFiles = ['.bash_profile', '.bash_login', '.profile'];

/** Every file that may hold a block of ours: what `uninstall` looks at. */
export function allRcFiles(account: Account): readonly RcFile[] {
  const { home, env } = account;
  const zsh = account.zdotdir ?? home;
  const posix = [
    join(home, '.bashrc'),
    ...loginFiles.map((name) => join(home, name)),
    ...['.zshenv', '.zprofile', '.zshrc'].map((name) => join(zsh, name)),
    ...(env?.startsWith('/') ? [env] : []),
  ];
  return [
    ...[...new Set(posix)].map((path) => ({ path, syntax: 'posix' as const })),
    { path: join(fishFolder(account), 'conf.d/permahub.fish'), syntax: 'fish' },
  ];
}

/** The shells of this account: its login shell, and each that has a file of its own. */
export function shellsHere(account: Account, isThere: (path: string) => boolean): readonly Shell[] {
  const { home } = account;
  const zsh = account.zdotdir ?? home;
  const own = basename(account.shell ?? '');
  const has = (folder: string, names: readonly string[]) => names.some((name) => isThere(join(folder, name)));
  const found: readonly (readonly [Shell, boolean])[] = [
    ['bash', own === 'bash' || has(home, ['.bashrc', '.bash_profile', '.bash_login'])],
    ['zsh', own === 'zsh' || has(zsh, ['.zshenv', '.zprofile', '.zshrc'])],
    ['fish', own === 'fish' || isThere(fishFolder(account))],
    ['sh', ['sh', 'dash', 'ash', 'ksh', 'mksh'].includes(own) || has(home, ['.profile'])],
  ];
  return found.filter(([, is]) => is).map(([shell]) => shell);
}

/**
 * The files to write for a shell. bash: .bashrc, and the one login file it reads. zsh: .zshenv alone is read by `zsh -c`,
 * but what comes later (macOS's path_helper, a .zprofile, a .zshrc) may put other folders before it. fish: one file of ours.
 * sh: .profile, and $ENV where it is one.
 */
export function rcFilesOf(shell: Shell, account: Account, isThere: (path: string) => boolean): readonly RcFile[] {
  const { home, env } = account;
  const posix = (paths: readonly string[]) => paths.map((path) => ({ path, syntax: 'posix' as const }));
  if (shell === 'fish') return [{ path: join(fishFolder(account), 'conf.d/permahub.fish'), syntax: 'fish' }];
  if (shell === 'zsh') {
    const at = (name: string) => join(account.zdotdir ?? home, name);
    const profile = account.isMac || isThere(at('.zprofile')) ? [at('.zprofile')] : [];
    return posix([at('.zshenv'), ...profile, at('.zshrc')]);
  }
  if (shell === 'sh') return posix([join(home, '.profile'), ...(env?.startsWith('/') && isThere(env) ? [env] : [])]);
  const login = loginFiles.find((name) => isThere(join(home, name))) ?? '.profile';
  return posix([join(home, '.bashrc'), join(home, login)]);
}

function fishFolder({ home, xdgConfig }: Account): string {
  return join(xdgConfig ?? join(home, '.config'), 'fish');
}
