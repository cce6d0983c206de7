import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../../failures.ts';
import { type Manager, managerOf } from './managers.ts';
import type { MachineFacts, ProjectFacts } from './plan.ts';
import { type Account, allRcFiles, type RcFile, rcFilesOf, shellsHere } from './rc-files.ts';
import { readNode, seenAt } from './read-node.ts';
import { absent, type Left, type Shell } from './types.ts';

/** Whose shells they are, from the environment. Failure: set-up-nowhere, for a home that cannot stand in a shell's set-up. */
export function accountOf(env: NodeJS.ProcessEnv): Account & { readonly folder: string } {
  const home = env.HOME || homedir();
  const absolute = (path: string | undefined) => (path?.startsWith('/') ? path : null);
  const folder = join(absolute(env.XDG_DATA_HOME) ?? join(home, '.local/share'), 'permahub/bin');
  if (!/^\/[^:\\\p{Cc}]*$/u.test(folder))
    throw new Failure('set-up-nowhere', {
      what: `${JSON.stringify(folder)} cannot stand on PATH`,
      problem: 'it holds a colon, a backslash or a line break',
      hint: 'Set XDG_DATA_HOME to another folder.',
    });
  return {
    ...{ home, folder },
    shell: env.SHELL || null,
    zdotdir: absolute(env.ZDOTDIR),
    xdgConfig: absolute(env.XDG_CONFIG_HOME),
    env: absolute(env.ENV),
    isMac: process.platform === 'darwin',
  };
}

/**
 * What this account has now. `shells`: these, else those that are here; null: every file that may hold something of ours.
 * What cannot be read is left, with its reason.
 */
export function readMachine(
  account: Account & { readonly folder: string },
  shells: readonly Shell[] | 'here' | null,
): { readonly facts: MachineFacts; readonly left: readonly Left[] } {
  const chosen = shells === 'here' ? shellsHere(account, existsSync) : shells;
  const files =
    chosen === null ? allRcFiles(account) : chosen.flatMap((shell) => rcFilesOf(shell, account, existsSync));
  const left: Left[] = [];
  const rcFiles = unique(files).flatMap(({ path, syntax }) => {
    try {
      return [{ ...seenAt(path), syntax }];
    } catch (error) {
      left.push({ path, why: (error as Error).message.split(',')[0] as string });
      return [];
    }
  });
  const { home, folder } = account;
  const at = (name: string) => ({ path: join(folder, name), node: readNode(join(folder, name)) });
  return { facts: { home, folder, supabase: at('supabase'), permahub: at('permahub'), rcFiles }, left };
}

/** The project of a folder: the nearest package.json, and the nearest node_modules above it that has a `supabase`. */
export function readProject(cwd: string): ProjectFacts | null {
  const folder = upwards(cwd).find((each) => existsSync(join(each, 'package.json')));
  if (folder === undefined) return null;
  const command = (each: string) => join(each, 'node_modules/.bin/supabase');
  const holder = upwards(folder).find((each) => readNode(command(each)) !== absent) ?? folder;
  return {
    packageJson: seenAt(join(folder, 'package.json')),
    command: { path: command(holder), node: readNode(command(holder)) },
    asksForSupabase: asksFor(join(folder, 'package.json'), 'supabase'),
    manager: managerAt(folder),
  };
}

function unique(files: readonly RcFile[]): readonly RcFile[] {
  return files.filter(({ path }, at) => files.findIndex((other) => other.path === path) === at);
}

function asksFor(packageJson: string, name: string): boolean {
  try {
    const read = JSON.parse(readFileSync(packageJson, 'utf8')) as Record<string, Record<string, unknown> | undefined>;
    return ['dependencies', 'devDependencies', 'optionalDependencies'].some((kind) => read[kind]?.[name] !== undefined);
  } catch {
    return false; // The plan says what is wrong with it.
  }
}

/** By the nearest lock file: in a workspace it lies above. */
function managerAt(folder: string): Manager {
  const names = ['pnpm-lock.yaml', 'yarn.lock'];
  const holder = upwards(folder).find((each) => names.some((name) => existsSync(join(each, name)))) ?? folder;
  const lock = readNode(join(holder, 'yarn.lock'));
  return managerOf({
    pnpm: existsSync(join(holder, 'pnpm-lock.yaml')),
    yarn: lock.kind === 'file' ? lock.text : null,
    pnp: existsSync(join(holder, '.pnp.cjs')),
  });
}

function upwards(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}
