import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { programs } from '../cli/real.ts';
import { expectGolden } from '../guard/golden.ts';
import { type AccountHere, openAccount, permahub, withOldLayout } from '../routes/account.ts';
import { confirmation, runInTerminal } from '../support/pty.ts';

let ann: AccountHere;
const repository = resolve(import.meta.dirname, '../..');
const volatile = () =>
  [
    [ann.project, '<project>'],
    [ann.home, '<home>'],
    [repository, '<permahub>'],
  ] as const;
beforeEach(() => {
  ann = openAccount();
  ann.write('.bashrc', '# \xe9t\xe9, in an old encoding\nexport EDITOR=vi\n', 0o600);
  ann.write('dotfiles/profile', '# made elsewhere\r\numask 022');
  symlinkSync('dotfiles/profile', join(ann.home, '.profile'));
});
afterEach(() => ann.remove());

const uninstall = (...args: string[]) =>
  runInTerminal({
    ...{ command: permahub, args: ['uninstall', ...args], cwd: ann.project },
    env: ann.env as Record<string, string>,
    answers: [confirmation],
  });
const bash = (line: string) => ann.run('bash', ['-ic', line]);
const doctor = () => JSON.parse(bash('permahub doctor --json').stdout);

describe('install, doctor and uninstall', () => {
  test('every route is guarded in between, and afterwards all is byte for byte as it was', async () => {
    const before = ann.state();
    const dry = ann.permahub('install', '--dry-run');
    expect(ann.state()).toEqual(before);
    await expectGolden(dry.stderr, 'install-dry-run', volatile());

    const installed = ann.permahub('install');
    expect(installed).toMatchObject({ status: 0, stdout: '' });
    await expectGolden(installed.stderr, 'install', volatile());
    const set = ann.state();
    expect(set['.bashrc']?.startsWith(before['.bashrc'] as string)).toBe(true);
    expect(set['.profile']).toBe('-> dotfiles/profile');

    const again = ann.permahub('install');
    expect(again.status).toBe(0);
    await expectGolden(again.stderr, 'install-again', volatile());
    expect(ann.state()).toEqual(set);

    const found = doctor();
    expect(found.routes.filter((each: { state: string }) => each.state === 'open')).toEqual([]);
    const guarded = found.routes.filter((each: { state: string }) => each.state === 'guarded');
    expect(guarded.map((each: { route: string }) => each.route)).toEqual([
      'bash, interactive',
      'bash, login',
      'sh, login',
      'sh -c',
      'npm script',
      'npx supabase',
      'downloaded copies',
      'make',
      'git hook',
    ]);
    expect(ann.state()).toEqual(set);

    const back = await uninstall();
    expect(back.status).toBe(0);
    await expectGolden(back.screen, 'uninstall', [
      ...volatile(),
      [/"\w{4}" to confirm … \w{4}/g, '"<code>" to confirm … <code>'],
    ]);
    expect(ann.state()).toEqual(before);
    expect(existsSync(join(ann.home, '.local/share/permahub'))).toBe(false);
  });

  test('before install every route that is there is open, and says what to do', async () => {
    mkdirSync(join(ann.home, 'bin'));
    symlinkSync(resolve('node_modules/supabase-3/dist/supabase.js'), join(ann.home, 'bin/supabase'));
    const path = `${join(ann.home, 'bin')}:${ann.env.PATH}`;
    const before = ann.state();
    const ran = ann.run(permahub, ['doctor'], { PATH: path });
    expect(ran).toMatchObject({ status: 1, stdout: '' });
    const screen = ran.stderr.slice(ran.stderr.search(/permahub: \d+ route/)).split('\nWhat the guard needs')[0] ?? '';
    const others = /(zsh|fish|pnpm|yarn|bunx) (has no set-up|is not) here/g;
    await expectGolden(screen, 'doctor-open', [...volatile(), [others, '<not here>']]);
    expect(ann.state()).toEqual(before);
  });

  test('a terminal older than the set-up is told so', () => {
    ann.permahub('install');
    const bin = join(ann.home, 'bin');
    mkdirSync(bin);
    symlinkSync(resolve('node_modules/supabase-3/dist/supabase.js'), join(bin, 'supabase'));
    const ran = ann.run(permahub, ['doctor', '--json'], { PATH: `${bin}:${ann.env.PATH}` });
    const routes = JSON.parse(ran.stdout).routes as { route: string; state: string; mend: string }[];
    const of = (name: string) => routes.find(({ route }) => route === name);
    expect(of('bash, interactive')).toMatchObject({ state: 'guarded' });
    expect(of('sh -c')).toMatchObject({
      state: 'open',
      detail: 'the real CLI 3.1.0 answered',
      mend: 'open a new terminal: this one is older than the set-up',
    });
    expect(of('npx supabase')).toMatchObject({ state: 'guarded' });
  });

  test('what comes after the block and puts the real CLI first again is found', () => {
    ann.permahub('install', '--machine');
    ann.write('.bashrc', `${readFileSync(join(ann.home, '.bashrc'), 'latin1')}alias supabase='${programs.v3}'\n`);
    const [first] = doctor().routes;
    expect(first).toEqual({
      ...{ route: 'bash, interactive', state: 'open', detail: 'the real CLI 3.1.0 answered' },
      mend: "its set-up puts another folder first later on: move permahub's block to the end",
    });
  });
});

test('a CLI of before 2.100, whose command is the program itself, is found behind the guard', () => {
  withOldLayout(ann.project);
  ann.permahub('install', '--project');
  const command = join(ann.project, 'node_modules/.bin/supabase');
  expect(ann.run(command, ['--version'])).toMatchObject({ status: 0, stdout: '2.30.4\n' });
  expect(ann.run(command, ['db', 'reset']).status).toBe(77);
});

test('a package manager’s own script stands in .bin: it comes back as it was', async () => {
  const command = join(ann.project, 'node_modules/.bin/supabase');
  rmSync(command);
  writeFileSync(command, '#!/bin/sh\nexec node "$(dirname "$0")/../supabase/dist/supabase.js" "$@"\n', { mode: 0o755 });
  const before = ann.state();
  expect(ann.permahub('install', '--project').status).toBe(0);
  expect(ann.run(command, ['--version'], { PERMAHUB_PROBE: 'x' }).stdout).toBe('permahub-probe x\n');
  const quiet = { SUPABASE_NO_UPDATE_NOTIFIER: '1' };
  expect(ann.run(command, ['--version'], quiet)).toMatchObject({ status: 0, stdout: '3.1.0\n' });
  expect((await uninstall('--project')).status).toBe(0);
  expect(ann.state()).toEqual(before);
});

test('an installed copy of the project itself is reached from where it lies', () => {
  const own = join(ann.project, 'node_modules/permahub');
  symlinkSync(repository, own);
  expect(ann.permahub('install', '--project').status).toBe(0);
  const moved = join(ann.home, 'moved');
  renameSync(ann.project, moved);
  const env = { ...ann.env, PERMAHUB_PROBE: 'x' };
  const ran = spawnSync('sh', ['-c', 'node_modules/.bin/supabase --version'], { cwd: moved, env, encoding: 'utf8' });
  expect(ran.stdout).toBe('permahub-probe x\n');
});

test('when the guard itself is gone nothing runs, and the way back is said', async () => {
  const gone = join(ann.home, 'gone');
  mkdirSync(gone);
  for (const name of ['bin', 'dist', 'node_modules']) symlinkSync(join(repository, name), join(gone, name));
  ann.permahub('install', '--machine');
  const shim = join(ann.home, '.local/share/permahub/bin/supabase');
  const text = readFileSync(shim, 'utf8');
  writeFileSync(shim, text.replace(`${repository}/bin/supabase`, `${gone}/nowhere/supabase`));
  const ran = ann.run(shim, ['db', 'reset']);
  expect(ran).toMatchObject({ status: 69, stdout: '' });
  await expectGolden(ran.stderr, 'guard-gone', volatile());
});

describe('what is left as it is', () => {
  test('uninstall without a person: 77, nothing changed; --dry-run shows it', async () => {
    ann.permahub('install');
    const set = ann.state();
    const ran = ann.run(permahub, ['uninstall']);
    expect(ran.status).toBe(77);
    await expectGolden(ran.stderr, 'uninstall-unasked', volatile());
    const agent = await runInTerminal({
      ...{ command: permahub, args: ['uninstall'], cwd: ann.project },
      env: { ...(ann.env as Record<string, string>), CLAUDECODE: '1' },
    });
    expect(agent.status).toBe(77);
    const dry = ann.run(permahub, ['uninstall', '--dry-run', '--json']);
    expect(JSON.parse(dry.stdout)).toMatchObject({ schema: 1, dryRun: true, left: [] });
    expect(ann.state()).toEqual(set);
  });

  test('nothing is there to take back: 0, and nobody is asked', () => {
    const ran = ann.run(permahub, ['uninstall']);
    expect(ran).toMatchObject({ status: 0, stderr: 'permahub: nothing of `permahub install` is here.\n' });
  });

  test('a package.json that cannot be read, a block without its end, a link to nowhere', async () => {
    writeFileSync(join(ann.project, 'package.json'), '{"private": true,}');
    ann.write('.bashrc', '# >>> permahub >>>\n');
    rmSync(join(ann.home, 'dotfiles/profile'));
    rmSync(join(ann.project, 'node_modules/.bin/supabase'));
    symlinkSync('../supabase/dist/supabase.js', join(ann.project, 'node_modules/.bin/supabase'));
    const ran = ann.permahub('install');
    expect(ran.status).toBe(0);
    await expectGolden(ran.stderr, 'install-left', volatile());
  });

  test('a folder that cannot be written: 74, and what was done before is said', async () => {
    const blocked = join(ann.home, '.local');
    writeFileSync(blocked, 'a file where a folder should be');
    const ran = ann.permahub('install', '--machine');
    expect(ran.status).toBe(74);
    await expectGolden(ran.stderr, 'install-not-written', volatile());
  });
});

test('the shells are those that are named', () => {
  const ran = ann.permahub('install', '--machine', '--shell', 'zsh,fish', '--json');
  const paths = JSON.parse(ran.stdout).steps.map(({ path }: { path: string }) => path.replace(`${ann.home}/`, ''));
  expect(paths).toEqual([
    '.local/share/permahub/bin/supabase',
    '.local/share/permahub/bin/permahub',
    '.zshenv',
    '.zshrc',
    '.config/fish/conf.d/permahub.fish',
  ]);
  expect(ann.permahub('install', '--shell', 'tcsh')).toMatchObject({ status: 64, stdout: '' });
});

test('pieces for files of one’s own are printed, and nothing is written', async () => {
  const before = ann.state();
  const printed = ['direnv', 'mise', 'make', 'windows'].map((name) => {
    const ran = ann.permahub('install', '--print', name);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    return `$ permahub install --print ${name}\n${ran.stdout}`;
  });
  await expectGolden(printed.join('\n'), 'install-print', volatile());
  expect(ann.state()).toEqual(before);
});

test('the pieces for make and a plain sh guard what they are put into', () => {
  ann.permahub('install', '--machine');
  const piece = ann.permahub('install', '--print', 'make').stdout;
  writeFileSync(join(ann.project, 'Makefile'), `${piece}\nversion:\n\t@supabase --version\n`);
  expect(ann.run('make', ['-s', 'version'], { PERMAHUB_PROBE: 'x' }).stdout).toBe('permahub-probe x\n');
  chmodSync(join(ann.project, 'Makefile'), 0o644);
});
