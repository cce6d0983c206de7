import {
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
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Installed, install, root } from './installed.ts';

let box: Installed;
beforeAll(async () => {
  box = await install();
});
afterAll(() => box?.remove());

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the tarball', () => {
  let folder: string;
  let files: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'permahub-test-tarball-'));
    await execa('tar', ['-xzf', box.tarball, '-C', folder]);
    files = readdirSync(join(folder, 'package'), { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, 'package').length + 1));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds the two programs, what was built, the schema and the documents, and nothing else', () => {
    const top = [...new Set(files.map((file) => file.split('/')[0]))].sort();
    expect(top).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs', 'package.json', 'schema.json'].sort(),
    );
    expect(files.filter((file) => file.startsWith('bin/')).sort()).toEqual(
      ['permahub', 'supabase'].flatMap((name) => ['', '.cmd', '.ps1'].map((end) => `bin/${name}${end}`)),
    );
    expect(files.filter((file) => file.startsWith('dist/') && !/^dist\/(part-)?[\w-]+\.js$/.test(file)).sort()).toEqual(
      ['dist/THIRD-PARTY-LICENSES.txt', 'dist/launch.sh'],
    );
    expect(files.filter((file) => file.startsWith('docs/') && !/\.(md|txt)$/.test(file))).toEqual([]);
    expect(files).toContain('dist/supabase.js');
    expect(files).toContain('dist/judge.js');
    expect(files).toContain('dist/permahub.js');
  });

  test('names no folder of the machine it was made on and no registry', () => {
    const foreign = [root, '/root/', '/home/', 'registry.npmjs.org', 'npmjs.com', 'test-password'];
    const found = files.flatMap((file) => {
      const text = readFileSync(join(folder, 'package', file), 'utf8');
      return foreign.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`);
    });
    expect(found).toEqual([]);
  });

  test('carries the licence of every package that is bundled', () => {
    const licences = readFileSync(join(folder, 'package/dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['chalk', 'commander', 'cosmiconfig', 'listr2', 'pg', 'prompts', 'simple-git', 'zod'])
      expect(licences).toMatch(new RegExp(`^${name} \\d.* \\((MIT|ISC|BSD-\\d-Clause)\\)$`, 'm'));
    expect(licences).not.toContain('undefined');
  });

  test('needs nothing at run time that is not bundled, but the native package and the SQL parser', () => {
    expect(Object.keys(manifest.dependencies as object)).toEqual(['fs-native-extensions', 'libpg-query']);
    const asked = files
      .filter((file) => file.startsWith('dist/') && file.endsWith('.js'))
      .flatMap((file) => [
        ...readFileSync(join(folder, 'package', file), 'utf8').matchAll(
          /^\s*(?:import|export)\b[^'"`;]*\bfrom\s*"([^".][^"]*)"|\b(?:import|require\d*)\("([^".][^"]*)"\)/gm,
        ),
      ])
      .map((match) => match[1] ?? match[2] ?? '');
    // cosmiconfig's loader of TypeScript settings, which the guard never calls, is all that would ask for the compiler.
    expect([...new Set(asked)].filter((name) => !isBuiltin(name)).sort()).toEqual([
      'fs-native-extensions',
      'libpg-query',
      'typescript',
    ]);
  });
});

describe.each(['globally', 'locally'] as const)('installed %s', (where) => {
  const packageFolder = () => join(box[where], 'permahub');
  const permahub = () =>
    where === 'globally' ? join(box.globally, '../../bin/permahub') : join(box.locally, '.bin/permahub');
  const shim = () => join(packageFolder(), 'bin/supabase');

  test('`permahub --version` prints the version of the package', async () => {
    expect(await box.run(permahub(), ['--version'])).toEqual({ status: 0, stdout: manifest.version, stderr: '' });
  });

  test('`permahub explain` finds the real CLI of the project and judges by it', async () => {
    const ran = await box.run(permahub(), ['explain', '--json', '--', 'db', 'reset']);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    const said = JSON.parse(ran.stdout) as { cli: { path: string } };
    expect(said).toMatchObject({ schema: 1, cli: { version: '3.1.0' }, command: 'db reset', effect: 'destroys' });
    expect(said).toMatchObject({ target: { kind: 'local' }, decision: { verdict: 'guard' } });
    expect(said.cli.path.startsWith(box.locally)).toBe(true);
  });

  test('`permahub lint` has its parser', async () => {
    expect(await box.run(permahub(), ['lint', join(packageFolder(), 'no-such.sql')])).toMatchObject({ status: 69 });
    const file = join(box.globally, 'drop.sql');
    writeFileSync(file, 'drop table public.users;\n');
    const ran = await box.run(permahub(), ['lint', '--json', file]);
    rmSync(file);
    expect([ran.status, JSON.parse(ran.stdout).findings]).toMatchObject([1, [{ rule: 'drop-table', line: 1 }]]);
  });

  test('the shim passes `--version` through and refuses a reset without a terminal', async () => {
    expect(await box.run(shim(), ['--version'])).toEqual({ status: 0, stdout: '3.1.0', stderr: '' });
    const reset = await box.run(shim(), ['db', 'reset']);
    expect(reset).toMatchObject({ status: 77, stdout: '' });
    expect(reset.stderr).toContain('Nothing was contacted, backed up, changed or forwarded to the Supabase CLI.');
  });

  test('the set-up of the README puts the shim in front', async () => {
    if (where === 'globally') {
      expect(readme).toContain('npm install --global permahub && permahub install ');
      expect(await box.run(permahub(), ['install', '--machine', '--shell', 'bash'])).toMatchObject({ status: 0 });
      const ran = await box.run('bash', ['-ic', 'supabase --version && supabase db reset']);
      expect(ran).toMatchObject({ status: 77, stdout: '3.1.0' });
      expect(ran.stderr).toContain('permahub: Refused: supabase db reset');
      return;
    }
    expect(readme).toContain('npm install --save-dev permahub && npx permahub install --project');
    const command = join(box.locally, '.bin/supabase');
    const before = readlinkSync(command);
    const packageJson = readFileSync(join(box.project, 'package.json'));
    expect(await box.run('npx', ['permahub', 'install', '--project'])).toMatchObject({ status: 0 });
    const ran = await box.run('npx', ['supabase', 'db', 'reset']);
    expect(ran).toMatchObject({ status: 77, stdout: '' });
    expect(ran.stderr).toContain('permahub: Refused: supabase db reset');
    expect(await box.run(permahub(), ['install', '--machine'])).toMatchObject({
      status: 69,
      stderr: `permahub: This account was left as it is: this permahub belongs to ${box.project}, and would be gone with it.\n  For every project: npm install --global permahub && permahub install`,
    });
    rmSync(command);
    symlinkSync(before, command);
    writeFileSync(join(box.project, 'package.json'), packageJson);
  });

  test('the shim is found through links, relative and in a row, from any folder', async () => {
    const links = mkdtempSync(join(realpathSync(tmpdir()), 'permahub-test-links-'));
    try {
      mkdirSync(join(links, 'one two'));
      symlinkSync(shim(), join(links, 'one two/first'));
      symlinkSync('one two/first', join(links, 'supabase'));
      const real = [join(box.locally, '.bin')];
      expect(await box.run(join(links, 'supabase'), ['--version'], { cwd: '/', path: real })).toMatchObject({
        status: 0,
        stdout: '3.1.0',
      });
      expect(await box.run('./supabase', ['--version'], { cwd: links, path: real })).toMatchObject({ status: 0 });
    } finally {
      rmSync(links, { recursive: true, force: true });
    }
  });
});

describe('beside the real package in one project', () => {
  test('each keeps its own command', () => {
    const bin = (name: string) => realpathSync(join(box.locally, '.bin', name));
    expect(bin('supabase')).toBe(join(box.locally, 'supabase/dist/supabase.js'));
    expect(bin('permahub')).toBe(join(box.locally, 'permahub/bin/permahub'));
  });

  test('the shim twice on PATH, once as a link, never calls itself and finds the real CLI behind', async () => {
    const link = join(box.folder, 'link');
    mkdirSync(link);
    symlinkSync(join(box.globally, 'permahub/bin/supabase'), join(link, 'supabase'));
    const path = [
      join(box.globally, 'permahub/bin'),
      link,
      join(box.locally, 'permahub/bin'),
      join(box.locally, '.bin'),
    ];
    expect(await box.run('supabase', ['--version'], { cwd: box.folder, path })).toEqual({
      status: 0,
      stdout: '3.1.0',
      stderr: '',
    });
  });

  test('no real CLI anywhere: 69, with every place that was tried', async () => {
    const path = [join(box.globally, 'permahub/bin'), join(box.locally, 'permahub/bin')];
    const ran = await box.run('supabase', ['db', 'reset'], { cwd: box.folder, path });
    expect(ran).toMatchObject({ status: 69, stdout: '' });
    expect(ran.stderr).toContain(`The real Supabase CLI was not found from ${box.folder}. Tried:`);
    for (const folder of path) expect(ran.stderr).toContain(`${folder}/supabase (permahub itself)`);
    expect(ran.stderr).toContain('Install it (`npm install --save-dev supabase`)');
  });
});
