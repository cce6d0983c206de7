import { describe, expect, test } from 'vitest';
import { type Account, rcFilesOf, shellsHere } from '../../../src/routes/install/rc-files.ts';
import type { Shell } from '../../../src/routes/install/types.ts';

const ann: Account = { home: '/h', shell: null, zdotdir: null, xdgConfig: null, env: null, isMac: false };

const here: readonly (readonly [string, Partial<Account>, readonly string[], readonly Shell[]])[] = [
  ['nothing', {}, [], []],
  ['a login shell without any file', { shell: '/usr/bin/zsh' }, [], ['zsh']],
  ['bash by its file', { shell: '/bin/zsh' }, ['/h/.bashrc'], ['bash', 'zsh']],
  ['fish by its folder', { xdgConfig: '/x' }, ['/x/fish'], ['fish']],
  ['zsh where ZDOTDIR says', { zdotdir: '/z' }, ['/z/.zshrc', '/h/.zshenv'], ['zsh']],
  ['a .profile is every sh’s', { shell: '/bin/bash' }, ['/h/.profile'], ['bash', 'sh']],
  ['dash is an sh', { shell: '/bin/dash' }, [], ['sh']],
  ['a shell without a set-up of ours', { shell: '/bin/tcsh' }, [], []],
];
test.each(here)('the shells of an account: %s', (_, account, files, shells) => {
  expect(shellsHere({ ...ann, ...account }, (path) => files.includes(path))).toEqual(shells);
});

const written: readonly (readonly [string, Shell, Partial<Account>, readonly string[], readonly string[]])[] = [
  ['bash: no login file yet', 'bash', {}, [], ['/h/.bashrc', '/h/.profile']],
  ['bash: .profile', 'bash', {}, ['/h/.profile'], ['/h/.bashrc', '/h/.profile']],
  [
    'bash: reads .bash_login before .profile',
    'bash',
    {},
    ['/h/.profile', '/h/.bash_login'],
    ['/h/.bashrc', '/h/.bash_login'],
  ],
  [
    'bash: .bash_profile before all',
    'bash',
    {},
    ['/h/.bash_profile', '/h/.bash_login'],
    ['/h/.bashrc', '/h/.bash_profile'],
  ],
  ['zsh: all, and those who type', 'zsh', {}, [], ['/h/.zshenv', '/h/.zshrc']],
  ['zsh: a .zprofile comes in between', 'zsh', {}, ['/h/.zprofile'], ['/h/.zshenv', '/h/.zprofile', '/h/.zshrc']],
  [
    'zsh: macOS orders PATH anew at login',
    'zsh',
    { isMac: true, zdotdir: '/z' },
    [],
    ['/z/.zshenv', '/z/.zprofile', '/z/.zshrc'],
  ],
  ['fish', 'fish', {}, [], ['/h/.config/fish/conf.d/permahub.fish']],
  ['sh', 'sh', {}, [], ['/h/.profile']],
  ['sh: $ENV where it is a file', 'sh', { env: '/h/.shrc' }, ['/h/.shrc'], ['/h/.profile', '/h/.shrc']],
  ['sh: $ENV that is none', 'sh', { env: '/h/.shrc' }, [], ['/h/.profile']],
];
describe('the files that are written', () => {
  test.each(written)('%s', (_, shell, account, files, expected) => {
    const found = rcFilesOf(shell, { ...ann, ...account }, (path) => files.includes(path));
    expect(found.map(({ path }) => path)).toEqual(expected);
  });
});
