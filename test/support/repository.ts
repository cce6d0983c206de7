import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder with real git; nothing of the machine's own git settings. */
export interface Repository {
  readonly folder: string;
  readonly git: (...args: string[]) => string;
  readonly write: (path: string, text: string | object) => string;
  /** Writes nothing itself: adds everything and commits; gives the commit. */
  readonly commit: () => string;
  readonly remove: () => void;
}

/** Makes a folder, with `git init` (branch main, user Ann) unless told otherwise. */
export function repository(options: { init?: boolean } = {}): Repository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'permahub-test-git-')));
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  if (options.init !== false) {
    git('init', '-q', '-b', 'main');
    git('config', 'user.name', 'Ann');
    git('config', 'user.email', 'ann@example.com');
  }
  return {
    folder,
    git,
    write: (path, text) => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof text === 'string' ? text : JSON.stringify(text));
      return file;
    },
    commit: () => {
      git('add', '-A');
      git('commit', '-q', '-m', 'Change');
      return git('rev-parse', 'HEAD');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
