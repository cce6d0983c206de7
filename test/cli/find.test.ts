import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRealCli } from '../../src/cli/find.ts';
import { Failure } from '../../src/failures.ts';
import { programs } from './real.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'permahub-test-find-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A stand-in that only tells a version and counts how often it was asked. */
function program(path: string, version = '3.1.0', more = ''): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, `#!/bin/sh\necho "asked $*" >> ${root}/asked\n${more}\necho ${version}\n`);
  chmodSync(full, 0o755);
  return full;
}
const asked = () => {
  try {
    return readFileSync(join(root, 'asked'), 'utf8').trim().split('\n').length;
  } catch {
    return 0;
  }
};
const find = (
  more: {
    setting?: string;
    path?: string[];
    project?: string;
    self?: string[];
    env?: NodeJS.ProcessEnv;
    cwd?: string;
  } = {},
) =>
  findRealCli({
    setting: more.setting ?? null,
    projectFolder: more.project ?? null,
    cwd: more.cwd ?? join(root),
    env: { HOME: join(root, 'home'), PATH: [...(more.path ?? []), '/usr/bin', '/bin'].join(':'), ...more.env },
    self: more.self ?? [],
  });
const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  const { status, message, hint } = error as Failure;
  return { status, message, hint };
};

describe('where the real CLI is looked for', () => {
  it('first where the settings say, relative to the project', async () => {
    program('project/tools/supabase', '2.30.4');
    program('project/node_modules/.bin/supabase');
    const found = await find({ setting: 'tools/supabase', project: join(root, 'project') });
    expect(found).toEqual({
      path: join(root, 'project/tools/supabase'),
      version: '2.30.4',
      era: 'cobra',
      foundIn: 'settings',
    });
  });
  it('then in node_modules, upwards from the working directory', async () => {
    const own = program('node_modules/.bin/supabase', '2.122.1');
    const onPath = program('bin/supabase');
    mkdirSync(join(root, 'a/b'), { recursive: true });
    expect(await find({ cwd: join(root, 'a/b'), path: [dirname(onPath)] })).toEqual({
      path: own,
      version: '2.122.1',
      era: 'v2',
      foundIn: 'node_modules',
    });
  });
  it('then from the project folder, then on PATH', async () => {
    program('project/node_modules/.bin/supabase', '3.0.1');
    const onPath = program('bin/supabase');
    const elsewhere = join(root, 'elsewhere');
    mkdirSync(elsewhere);
    expect((await find({ cwd: elsewhere, project: join(root, 'project'), path: [dirname(onPath)] })).version).toBe(
      '3.0.1',
    );
    expect(await find({ cwd: elsewhere, path: [dirname(onPath)] })).toMatchObject({ path: onPath, foundIn: 'PATH' });
  });
  it('npm’s launcher is followed to its program, by symlink and by file', async () => {
    for (const [folder, version, at] of [
      ['supabase-3', '3.1.0', programs.v3],
      ['supabase-2', '2.122.1', programs.v2],
    ] as const) {
      const bin = join(root, folder, 'node_modules/.bin');
      mkdirSync(bin, { recursive: true });
      symlinkSync(resolve('node_modules', folder, 'dist/supabase.js'), join(bin, 'supabase'));
      const found = await find({ cwd: join(root, folder) });
      expect(found).toMatchObject({ path: realpathSync(at), version, foundIn: 'node_modules' });
    }
    const launcher = join(root, 'node_modules/supabase/dist/supabase.js');
    mkdirSync(dirname(launcher), { recursive: true });
    symlinkSync(resolve('node_modules/supabase-3/dist/supabase.js'), launcher);
    expect((await find()).path).toBe(realpathSync(programs.v3));
  });
  it('where the guard took the place of the command in .bin, the package itself is asked', async () => {
    program('node_modules/.bin/supabase', '9.9.9', '# permahub-shim');
    const old = program('node_modules/supabase/bin/supabase', '2.30.4');
    expect(await find()).toEqual({ path: old, version: '2.30.4', era: 'cobra', foundIn: 'node_modules' });
    mkdirSync(join(root, 'node_modules/supabase/dist'));
    symlinkSync(
      resolve('node_modules/supabase-3/dist/supabase.js'),
      join(root, 'node_modules/supabase/dist/supabase.js'),
    );
    expect((await find({ env: { SUPABASE_CLI_BINARY_OVERRIDE: join(root, 'shim') } })).path).toBe(
      realpathSync(programs.v3),
    );
  });
});

describe('ourselves', () => {
  it('are passed over: by marker, by the same file under another name, by a copy, by a symlink', async () => {
    const shim = program('permahub/bin/supabase', '9.9.9', '# permahub-shim');
    const own = program('permahub/dist/supabase.js', '9.9.9');
    for (const name of ['marked', 'copied', 'linked', 'hard']) mkdirSync(join(root, name));
    symlinkSync(shim, join(root, 'linked/supabase'));
    copyFileSync(shim, join(root, 'copied/supabase'));
    linkSync(own, join(root, 'hard/supabase'));
    const real = program('real/supabase');
    const path = ['linked', 'copied', 'hard', 'permahub/bin', 'real'].map((name) => join(root, name));
    expect((await find({ path, self: [shim, own] })).path).toBe(real);
    expect(asked()).toBe(1);
  });
  it('more than five guards in a row are a loop', async () => {
    program('bin/supabase');
    expect((await find({ path: [join(root, 'bin')], env: { PERMAHUB_DEPTH: '5' } })).era).toBe('v3');
    expect(await failure(find({ path: [join(root, 'bin')], env: { PERMAHUB_DEPTH: '6' } }))).toEqual({
      status: 69,
      message: 'permahub has been starting itself: 5 guards stand in front of each other.',
      hint: 'Name the real Supabase CLI in .permahubrc.json: "cli": "<path>".',
    });
  });
});

describe('what cannot be used', () => {
  it('is listed when nothing else is found', async () => {
    const shim = program('one/supabase', '9.9.9', '# permahub-shim');
    mkdirSync(join(root, 'two/supabase'), { recursive: true });
    writeFileSync(join(root, 'supabase'), 'text', { mode: 0o644 });
    program('four/supabase', 'no version');
    program('five/supabase', '1', 'exit 3');
    const at = (name: string) => join(root, name);
    const path = ['one', 'two', '', 'four', 'five', 'six'].map(at).join(':');
    const env = { PATH: path };
    mkdirSync(at('node_modules/.bin'), { recursive: true });
    writeFileSync(at('node_modules/.bin/supabase'), 'text', { mode: 0o644 });
    expect(shim).toBeTruthy();
    expect(await failure(find({ env }))).toEqual({
      status: 69,
      message: [
        `The real Supabase CLI was not found from ${root}. Tried:`,
        `  ${at('node_modules/.bin/supabase')} (not executable)`,
        `  ${at('one/supabase')} (permahub itself)`,
        `  ${at('two/supabase')} (no file)`,
        `  ${at('supabase')} (not executable)`,
        `  ${at('four/supabase')} (does not tell its version (no version number))`,
        `  ${at('five/supabase')} (does not tell its version (3))`,
        `  ${at('six/supabase')} (not there)`,
      ].join('\n'),
      hint: 'Install it (`npm install --save-dev supabase`), or name it in .permahubrc.json: "cli": "<path>".',
    });
  });
  it('is an error of the settings when they name it: no other is taken instead', async () => {
    program('bin/supabase');
    expect(await failure(find({ setting: 'nowhere', path: [join(root, 'bin')] }))).toEqual({
      status: 78,
      message: `The settings name ${join(root, 'nowhere')} as the Supabase CLI, but it cannot be used: not there.`,
      hint: 'Put "cli" in .permahubrc.json right, or remove it to have the CLI found.',
    });
  });
  it('an empty PATH is said', async () => {
    expect((await failure(find({ env: { PATH: '' } }))).message).toBe(
      `The real Supabase CLI was not found from ${root}. Tried: PATH is empty`,
    );
  });
});

describe('the version', () => {
  const cache = () => join(root, 'cache/permahub');
  const once = () => find({ env: { XDG_CACHE_HOME: join(root, 'cache') } });
  it('is asked once and kept for this user alone', async () => {
    program('node_modules/.bin/supabase');
    expect((await once()).version).toBe('3.1.0');
    expect((await once()).version).toBe('3.1.0');
    expect(asked()).toBe(1);
    const [file = ''] = readdirSync(cache());
    expect(readdirSync(cache())).toHaveLength(1);
    expect(statSync(cache()).mode & 0o777).toBe(0o700);
    expect(statSync(join(cache(), file)).mode & 0o777).toBe(0o600);
  });
  it('is asked again when the program changed, by size or by time', async () => {
    const path = program('node_modules/.bin/supabase');
    await once();
    program('node_modules/.bin/supabase', '2.122.1-new');
    expect((await once()).version).toBe('2.122.1-new');
    utimesSync(path, new Date(), new Date(Date.now() - 60_000));
    await once();
    expect(asked()).toBe(3);
  });
  it.each([
    ['broken text', '{"path":', 0o600],
    ['another shape', '{"version":3}', 0o600],
    ['writable by others', null, 0o666],
  ])('is asked again when the cache is %s', async (_, text, mode) => {
    program('node_modules/.bin/supabase');
    await once();
    const file = join(cache(), readdirSync(cache())[0] ?? '');
    if (text !== null) writeFileSync(file, text);
    chmodSync(file, mode);
    expect((await once()).version).toBe('3.1.0');
    expect(asked()).toBe(2);
    await once();
    expect(asked()).toBe(2);
  });
  it('is not read through a symlink', async () => {
    program('node_modules/.bin/supabase');
    await once();
    const file = join(cache(), readdirSync(cache())[0] ?? '');
    writeFileSync(join(root, 'planted'), readFileSync(file, 'utf8').replace('3.1.0', '1.0.0'), { mode: 0o600 });
    rmSync(file);
    symlinkSync(join(root, 'planted'), file);
    expect((await once()).version).toBe('3.1.0');
  });
  it('is told although nothing can be kept', async () => {
    program('node_modules/.bin/supabase');
    writeFileSync(join(root, 'cache'), 'a file where a folder should be');
    expect((await once()).version).toBe('3.1.0');
  });
  it('is asked each time where a version manager may change what is behind the file', async () => {
    program('shims/supabase', '2.122.1');
    program('tools/manager', '2.122.1');
    mkdirSync(join(root, 'links'));
    symlinkSync(join(root, 'tools/manager'), join(root, 'links/supabase'));
    for (const folder of ['shims', 'links']) {
      const at = () => find({ path: [join(root, folder)], env: { XDG_CACHE_HOME: join(root, 'cache') } });
      const first = asked();
      expect(await at()).toMatchObject({ path: join(root, folder, 'supabase'), version: '2.122.1' });
      await at();
      expect(asked()).toBe(first + 2);
    }
    expect(existsSync(cache())).toBe(false);
  });
  it('is asked by the name that a version manager dispatches on', async () => {
    const manager = program('tools/manager', '3.1.0', 'case $0 in */supabase) ;; *) exit 1 ;; esac');
    mkdirSync(join(root, 'links'));
    symlinkSync(manager, join(root, 'links/supabase'));
    expect((await find({ path: [join(root, 'links')] })).version).toBe('3.1.0');
  });
  it('is asked without the variable that sends the launcher elsewhere', async () => {
    program(
      'bin/supabase',
      '3.1.0',
      `echo "override \${SUPABASE_CLI_BINARY_OVERRIDE-none} \${PERMAHUB_DEPTH}" > ${root}/env`,
    );
    await find({ path: [join(root, 'bin')], env: { SUPABASE_CLI_BINARY_OVERRIDE: '/x', PERMAHUB_DEPTH: '2' } });
    expect(readFileSync(join(root, 'env'), 'utf8')).toBe('override none 3\n');
  });
});
