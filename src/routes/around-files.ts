import { execFile } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A file that runs commands, its path as people read it. */
export interface ScriptFile {
  readonly file: string;
  readonly text: string;
}

const named =
  /(?:^|\/)(?:(?:GNU)?[Mm]akefile|[^/]+\.mk|[Jj]ustfile|package\.json|lefthook\.ya?ml|Procfile|Taskfile\.ya?ml|[^/]+\.(?:sh|bash|zsh|fish|ksh))$|(?:^|\/)\.husky\/[^/]+$/;
const ci =
  /(?:^|\/)(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.circleci\/config\.yml|bitbucket-pipelines\.yml|azure-pipelines\.yml)$/;
const largest = 1_000_000;

/** Whether a file says what a CI service runs. */
export function isCi(file: string): boolean {
  return ci.test(file);
}

/**
 * The files of a project that run commands: what git knows or would add, and the hooks it runs. Without git the folder is
 * walked, node_modules left out. Links and files above 1 MB are not read.
 */
export async function scriptFiles(folder: string): Promise<readonly ScriptFile[]> {
  const git = async (...args: string[]) =>
    promisify(execFile)('git', ['-C', folder, ...args], {
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
      maxBuffer: 64_000_000,
    }).then(
      ({ stdout }) => stdout,
      () => null,
    );
  const listed = await git('ls-files', '-z', '--cached', '--others', '--exclude-standard');
  const hooks = (await git('rev-parse', '--git-path', 'hooks'))?.trim() ?? null;
  const files = listed === null ? walked(folder, '', 6) : listed.split('\0');
  const own = files.filter((file) => (named.test(file) || ci.test(file)) && !/(?:^|\/)node_modules\//.test(file));
  const hookFiles = hooks === null ? [] : hooksIn(resolve(folder, hooks)).map((path) => shown(folder, path));
  return [...new Set([...own, ...hookFiles])].sort().flatMap((file) => {
    const text = read(resolve(folder, file));
    return text === null ? [] : [{ file, text }];
  });
}

function hooksIn(folder: string): readonly string[] {
  return namesIn(folder)
    .filter(({ name, isFile }) => isFile && !name.endsWith('.sample'))
    .map(({ name }) => join(folder, name));
}

function walked(root: string, below: string, depth: number): readonly string[] {
  return namesIn(join(root, below)).flatMap(({ name, isFile, isFolder }) => {
    const path = below === '' ? name : `${below}/${name}`;
    if (isFile) return [path];
    return isFolder && depth > 0 && !['node_modules', '.git'].includes(name) ? walked(root, path, depth - 1) : [];
  });
}

function namesIn(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isFile: entry.isFile(),
      isFolder: entry.isDirectory(),
    }));
  } catch {
    return []; // A folder that cannot be read cannot be run from either.
  }
}

function read(path: string): string | null {
  const seen = lstatSync(path, { throwIfNoEntry: false });
  if (!seen?.isFile() || seen.size > largest) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function shown(folder: string, path: string): string {
  const below = relative(folder, path);
  return below.startsWith('..') || isAbsolute(below) ? path : below;
}
