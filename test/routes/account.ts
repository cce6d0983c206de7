import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { personal } from '../support/personal.ts';

const root = resolve(import.meta.dirname, '../..');
const realClis = { v3: join(root, 'node_modules/supabase-3'), v2: join(root, 'node_modules/supabase-2') };

/** Somebody's account and project: a home of its own, real git, npm's layout around the real CLI of one major. */
export interface AccountHere {
  readonly home: string;
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  readonly run: (program: string, args: readonly string[], env?: NodeJS.ProcessEnv) => SpawnSyncReturns<string>;
  readonly permahub: (...args: string[]) => SpawnSyncReturns<string>;
  /** A file of the home, as it is made; folders come by themselves. */
  readonly write: (path: string, text: string, mode?: number) => void;
  /** Everything below home and project: files with their bytes and mode, links with where they lead. */
  readonly state: () => Readonly<Record<string, string>>;
  readonly remove: () => void;
}

export const permahub = join(root, 'bin/permahub');

export function openAccount(cli: keyof typeof realClis = 'v3'): AccountHere {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'permahub-test-account-')));
  const home = join(base, 'ann');
  const project = join(home, 'shop');
  for (const folder of ['supabase', 'node_modules/.bin']) mkdirSync(join(project, folder), { recursive: true });
  writeFileSync(join(project, 'supabase/config.toml'), 'project_id = "shop"\n');
  writeFileSync(
    join(project, 'package.json'),
    '{\n  "name": "shop",\n  "private": true,\n  "devDependencies": {\n    "supabase": "^3.1.0"\n  }\n}\n',
  );
  writeFileSync(join(project, '.gitignore'), 'node_modules\n');
  symlinkSync(realClis[cli], join(project, 'node_modules/supabase'));
  symlinkSync('../supabase/dist/supabase.js', join(project, 'node_modules/.bin/supabase'));
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  const env = {
    ...Object.fromEntries(
      Object.entries(personal(process.env)).filter(([name]) => !/^(npm_|GIT_|PERMAHUB_)/.test(name)),
    ),
    ...{ HOME: home, SHELL: '/bin/bash', PATH: path.join(':'), NO_COLOR: '1' },
    // Neither is the account's: the guard's cache, and the CLI's own folder.
    ...{ XDG_CACHE_HOME: join(base, 'cache'), SUPABASE_HOME: join(base, 'supabase') },
    ...{ npm_config_cache: join(base, 'npm'), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  };
  const run = (program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    spawnSync(program, args, { cwd: project, encoding: 'utf8', env: { ...env, ...more }, timeout: 120_000 });
  run('git', ['init', '-q', '-b', 'main']);
  run('git', ['add', '-A']);
  run('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '-qm', 'Start']);
  return {
    ...{ home, project, env, run },
    permahub: (...args) => run(permahub, args),
    write: (path, text, mode = 0o644) => {
      const file = join(home, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, 'latin1');
      chmodSync(file, mode);
    },
    state: () => Object.fromEntries(stateOf(home, '')),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

function stateOf(base: string, below: string): (readonly [string, string])[] {
  return readdirSync(join(base, below)).flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    const seen = lstatSync(join(base, path));
    if (seen.isSymbolicLink()) return [[path, `-> ${readlinkSync(join(base, path))}`] as const];
    if (seen.isDirectory()) return stateOf(base, path);
    return [[path, `${(seen.mode & 0o7777).toString(8)} ${readFileSync(join(base, path), 'latin1')}`] as const];
  });
}

/** A node_modules of a CLI before 2.100: .bin leads to the program itself, here a stand-in that tells its version. */
export function withOldLayout(project: string): void {
  rmSync(join(project, 'node_modules/supabase'));
  const bin = join(project, 'node_modules/supabase/bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'supabase'), '#!/bin/sh\necho 2.30.4\n', { mode: 0o755 });
  rmSync(join(project, 'node_modules/.bin/supabase'));
  symlinkSync('../supabase/bin/supabase', join(project, 'node_modules/.bin/supabase'));
}
