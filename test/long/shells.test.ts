import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { programs } from '../cli/real.ts';
import { type AccountHere, openAccount, permahub } from '../routes/account.ts';
import { confirmation, runInTerminal } from '../support/pty.ts';

let ann: AccountHere;
beforeEach(() => {
  ann = openAccount();
});
afterEach(() => ann.remove());

interface Row {
  readonly route: string;
  readonly state: string;
}
const routes = (env: NodeJS.ProcessEnv = {}): readonly Row[] =>
  JSON.parse(ann.run(permahub, ['doctor', '--json'], env).stdout).routes;
const uninstall = () =>
  runInTerminal({
    ...{ command: permahub, args: ['uninstall'], cwd: ann.project, answers: [confirmation] },
    env: ann.env as Record<string, string>,
  });
/** The real CLI on PATH, so that a shell without the guard finds that one. */
const withRealCli = () => {
  ann.write('bin/.keep', '');
  symlinkSync(programs.v3, join(ann.home, 'bin/supabase'));
  return { PATH: `${join(ann.home, 'bin')}:${ann.env.PATH}` };
};

describe('zsh and fish', () => {
  test('are guarded in every way they start, and get back what they had', async () => {
    ann.write('.zshrc', 'path=($HOME/bin $path)\n');
    ann.write('.zprofile', 'export PATH="$HOME/bin:$PATH"\n');
    ann.write('.config/fish/config.fish', 'set -gx EDITOR vi\n');
    const env = withRealCli();
    const own = (all: readonly Row[]) => all.filter(({ route }) => /^(zsh|fish)/.test(route));
    // fish makes files of its own when it is first started.
    routes(env);
    const before = ann.state();
    expect(own(routes(env)).map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open', 'open', 'open']);
    expect(ann.state()).toEqual(before);
    expect(ann.permahub('install').status).toBe(0);
    const set = ann.state();
    expect(own(routes(env)).map(({ route, state }) => `${route}: ${state}`)).toEqual([
      'zsh, interactive: guarded',
      'zsh, login: guarded',
      'zsh -c: guarded',
      'fish, interactive: guarded',
      'fish, login: guarded',
      'fish -c: guarded',
    ]);
    expect(ann.permahub('install').status).toBe(0);
    expect(ann.state()).toEqual(set);
    expect((await uninstall()).status).toBe(0);
    expect(ann.state()).toEqual(before);
  });
});

test.each(['dash', 'bash --posix', 'busybox sh', 'zsh --emulate sh'])('%s reads the block of .profile', (shell) => {
  ann.permahub('install', '--machine', '--shell', 'sh');
  const [program = '', ...words] = shell.split(' ');
  const line = `set -eu; . "$HOME/.profile"; . "$HOME/.profile"; echo "$PATH"; supabase --version`;
  const ran = ann.run(program, [...words, '-c', line], { PERMAHUB_PROBE: 'x' });
  const folder = join(ann.home, '.local/share/permahub/bin');
  expect(ran).toMatchObject({ status: 0, stderr: '', stdout: `${folder}:${ann.env.PATH}\npermahub-probe x\n` });
  expect(readFileSync(join(folder, 'supabase'), 'utf8')).toContain('permahub-shim');
});

test('npm brings the command back with every change of node_modules, and the guard with it', () => {
  ann.permahub('install');
  const env = { PATH: `${join(ann.home, '.local/share/permahub/bin')}:${ann.env.PATH}` };
  const command = join(ann.project, 'node_modules/.bin/supabase');
  const isGuarded = () => ann.run(command, ['--version'], { PERMAHUB_PROBE: 'x' }).stdout === 'permahub-probe x\n';
  const npm = (...args: string[]) => {
    const ran = ann.run('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], env);
    expect({ args, status: ran.status, said: ran.status === 0 ? '' : ran.stderr }).toEqual({
      args,
      status: 0,
      said: '',
    });
  };
  ann.run('rm', ['-rf', 'node_modules']);
  npm('install');
  expect(isGuarded()).toBe(true);
  npm('install', 'supabase@2.122.1');
  expect(isGuarded()).toBe(true);
  expect(ann.run(command, ['--version'])).toMatchObject({ status: 0, stdout: '2.122.1\n' });
  ann.run('rm', ['-rf', 'node_modules']);
  npm('install', '--ignore-scripts');
  expect(isGuarded()).toBe(false);
  npm('install', 'supabase@3.1.0');
  expect(isGuarded()).toBe(true);
});

test('without permahub at hand an install goes on, and says what is missing', () => {
  ann.permahub('install', '--project');
  ann.run('rm', ['-rf', 'node_modules']);
  const ran = ann.run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund']);
  expect(ran.status).toBe(0);
  expect(`${ran.stdout}${ran.stderr}`).toMatch(/permahub: (command )?not found/);
});
