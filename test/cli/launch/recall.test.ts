import {
  chmodSync,
  copyFileSync,
  existsSync,
  lchownSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recallCli } from '../../../src/cli/launch/recall.ts';
import { keepFound } from '../../../src/guard/keep-found.ts';
import { look } from '../../../src/guard/look.ts';
import { type Repository, repository } from '../../support/repository.ts';
import { launcher, runShell, shells } from './shells.ts';

let repo: Repository;
let home: string;
let elsewhere: string;
let program: string;
beforeEach(() => {
  repo = repository();
  home = realpathSync(mkdtempSync(join(tmpdir(), 'permahub-test-launch-')));
  elsewhere = join(home, 'elsewhere');
  mkdirSync(elsewhere);
  // A native program that tells a version: its name is one.
  program = join(elsewhere, 'supabase');
  copyFileSync(realpathSync('/bin/echo'), program);
  chmodSync(program, 0o755);
  repo.write('supabase/config.toml', 'project_id = "x"\n');
  repo.write('.permahubrc.json', { cli: program });
  repo.commit();
});
afterEach(() => {
  repo.remove();
  rmSync(home, { recursive: true, force: true });
});

/** Everything below a folder, as old as a project of an hour ago. */
function age(folder: string): void {
  const then = new Date(Date.now() - 3_600_000);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lutimesSync(join(folder, name), then, then);
  utimesSync(folder, then, then);
}

/** How a person calls it. */
interface Call {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}
const envOf = ({ env }: Call) => ({ PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1', ...env });
const known = (cwd = repo.folder) => join(home, '.cache/permahub/launch', cwd, '=known');

/** What a harmless command does that goes through Node: it looks, and keeps what it found. */
async function remember(call: Call = {}, began = Date.now()): Promise<void> {
  const place = { cwd: realpathSync(call.cwd ?? repo.folder), env: envOf(call), self: [] };
  // The version is told by a note, as /bin/echo tells none.
  const { size, mtimeMs: mtime } = statSync(program);
  const { createHash } = await import('node:crypto');
  const name = `cli-${createHash('sha256').update(realpathSync(program)).digest('hex').slice(0, 16)}.json`;
  mkdirSync(join(home, '.cache/permahub'), { recursive: true, mode: 0o700 });
  const note = JSON.stringify({ path: realpathSync(program), size, mtime, version: '3.1.0' });
  writeFileSync(join(home, '.cache/permahub', name), note, { mode: 0o600 });
  await keepFound(await look(['--version'], place), began);
}

/** The program by the launcher in every shell, and by Node; they must agree. */
function recalled(call: Call = {}): string | null {
  const cwd = call.cwd ?? repo.folder;
  const env = envOf(call);
  const script = `. '${launcher}'\nif permahub_recall; then printf %s "$permahub_program"; fi\n`;
  const answers = Object.keys(shells).map((shell) => runShell(shell, script, { cwd, env }));
  answers.push(recallCli({ cwd: realpathSync(cwd), env })?.path ?? '');
  expect(answers).toEqual(answers.map(() => answers[0]));
  return answers[0] || null;
}

async function ready(call: Call = {}): Promise<void> {
  age(repo.folder);
  age(elsewhere);
  await remember(call);
  expect(recalled(call)).toBe(realpathSync(program));
}

describe('the real CLI that was found the last time', () => {
  test('is taken while everything is as it was, from a folder below as well, and by a name of the folder’s own', async () => {
    mkdirSync(join(repo.folder, 'a b/it’s $x'), { recursive: true });
    await ready();
    const below = join(repo.folder, 'a b/it’s $x');
    expect(recalled({ cwd: below })).toBe(null);
    await ready({ cwd: below });
    const link = join(home, 'link');
    symlinkSync(repo.folder, link);
    await ready({ cwd: link, env: { PWD: link } });
    expect(existsSync(known(link))).toBe(true);
  });

  const changed: readonly (readonly [string, () => void])[] = [
    ['the settings changed', () => repo.write('.permahubrc.json', '{}')],
    ['other settings come first', () => repo.write('package.json', '{}')],
    ['something was committed', () => repo.git('commit', '-q', '--allow-empty', '-m', 'x')],
    ['another branch is checked out', () => repo.git('checkout', '-q', '-b', 'other')],
    ['there is a remote', () => repo.git('remote', 'add', 'origin', '/nowhere')],
    ['references were packed', () => repo.git('pack-refs', '--all')],
    ['a remote was fetched', () => repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD')],
    ['it is no repository any more', () => rmSync(join(repo.folder, '.git'), { recursive: true })],
    ['people’s own git settings changed', () => writeFileSync(join(home, '.gitconfig'), '')],
    ['a dotenv file may name another project', () => repo.write('.env', 'SUPABASE_WORKDIR=/x')],
    ['the project is gone', () => rmSync(join(repo.folder, 'supabase'), { recursive: true })],
    ['the program is gone', () => rmSync(program)],
    ['the program is another', () => copyFileSync(realpathSync('/bin/cat'), program)],
    [
      'the program is another and as old',
      () => {
        const { mtime } = statSync(program);
        copyFileSync(realpathSync('/bin/cat'), join(elsewhere, 'new'));
        utimesSync(join(elsewhere, 'new'), mtime, mtime);
        renameSync(join(elsewhere, 'new'), program);
      },
    ],
    ['the program cannot be run', () => chmodSync(program, 0o644)],
    [
      'what is known is a link',
      () => {
        renameSync(known(), join(home, 'planted'));
        symlinkSync(join(home, 'planted'), known());
      },
    ],
    [
      'what is known has another form',
      () => writeFileSync(known(), readFileSync(known(), 'utf8').replace("form '1'", "form '2'")),
    ],
    ['what is known is empty', () => writeFileSync(known(), '')],
    [
      'the cache is a link',
      () => {
        renameSync(join(home, '.cache/permahub/launch'), join(home, 'planted'));
        symlinkSync(join(home, 'planted'), join(home, '.cache/permahub/launch'));
      },
    ],
  ];
  test.each(changed)('is looked for anew when %s', async (_, change) => {
    await ready();
    change();
    expect(recalled()).toBe(null);
  });

  test.runIf(process.getuid?.() === 0)('is looked for anew when what is known is somebody else’s', async () => {
    await ready();
    lchownSync(known(), 65534, 65534);
    expect(recalled()).toBe(null);
  });

  test.each([
    ['SUPABASE_WORKDIR', '/x'],
    ['NODE_ENV', 'test'],
    ['HOME', ''],
    ['XDG_CACHE_HOME', 'relative'],
  ])('is looked for anew when %s is "%s"', async (name, value) => {
    await ready();
    expect(recalled({ env: { [name]: value } })).toBe(null);
  });

  test('is looked for anew by another guard in the row of five, which counts them', async () => {
    await ready();
    const script = `. '${launcher}'\nif permahub_recall; then printf yes; else printf no; fi\n`;
    const answers = ['', '1', '4', '5', '6', 'x', '1x'].map((depth) =>
      runShell('dash', script, { cwd: repo.folder, env: { ...envOf({}), PERMAHUB_DEPTH: depth } }),
    );
    expect(answers).toEqual(['yes', 'yes', 'yes', 'no', 'no', 'no', 'no']);
  });

  test('where PATH decides, PATH must be the same, and what comes before must not be there', async () => {
    repo.write('.permahubrc.json', '{}');
    repo.commit();
    const first = join(home, 'first');
    mkdirSync(first);
    symlinkSync(program, join(home, 'first/other'));
    const PATH = [first, elsewhere, process.env.PATH].join(':');
    age(first);
    await ready({ env: { PATH } });
    expect(recalled({ env: { PATH: `${PATH}:/x` } })).toBe(null);
    expect(recalled({ env: { PATH } })).toBe(program);
    copyFileSync(realpathSync('/bin/cat'), join(first, 'supabase'));
    expect(recalled({ env: { PATH } })).toBe(null);
  });

  test('where node_modules decides, the nearest does, and PATH is not asked', async () => {
    repo.write('.permahubrc.json', '{}');
    repo.write('app/x', '');
    repo.commit();
    const bin = join(repo.folder, 'node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(program, join(bin, 'supabase'));
    const app = join(repo.folder, 'app');
    await ready({ cwd: app });
    expect(recalled({ cwd: app, env: { PATH: `/x:${process.env.PATH}` } })).toBe(program);
    mkdirSync(join(app, 'node_modules/.bin'), { recursive: true });
    symlinkSync('/bin/cat', join(app, 'node_modules/.bin/supabase'));
    expect(recalled({ cwd: app })).toBe(null);
    rmSync(join(app, 'node_modules'), { recursive: true });
    expect(recalled({ cwd: app })).toBe(program);
    rmSync(join(bin, 'supabase'));
    symlinkSync('/bin/cat', join(bin, 'supabase'));
    age(bin);
    expect(recalled({ cwd: app })).toBe(null);
  });
});

describe('where it was found is kept', () => {
  test('for this user alone, without secrets, and nothing else is left', async () => {
    await ready({ env: { SUPABASE_ACCESS_TOKEN: 'sbp_secret', SUPABASE_DB_PASSWORD: 'secret' } });
    const text = readFileSync(known(), 'utf8');
    expect(text).not.toContain('secret');
    expect(text).not.toContain('PATH');
    expect(statSync(known()).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, '.cache/permahub/launch')).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(known()))).toEqual(['=known']);
  });

  test.each([
    [
      'anything is younger than two seconds',
      () => utimesSync(join(repo.folder, '.permahubrc.json'), new Date(), new Date()),
    ],
    ['refs are kept in another form', () => mkdirSync(join(repo.folder, '.git/reftable'))],
  ])('never while %s', async (_, change) => {
    age(repo.folder);
    age(elsewhere);
    change();
    await remember();
    expect(existsSync(known())).toBe(false);
  });

  test('never for a script, which may start this program today and another tomorrow', async () => {
    writeFileSync(program, '#!/bin/sh\necho 3.1.0\n');
    age(repo.folder);
    age(elsewhere);
    await remember();
    expect(existsSync(known())).toBe(false);
  });

  test('never for a folder whose name has a line break', async () => {
    const odd = join(repo.folder, 'a\nb');
    mkdirSync(odd);
    age(repo.folder);
    age(elsewhere);
    await remember({ cwd: odd });
    expect(existsSync(known(odd))).toBe(false);
  });

  test('in a worktree of its own as well, whose HEAD lies elsewhere', async () => {
    const tree = join(home, 'tree');
    repo.git('worktree', 'add', '-q', tree, '-b', 'work');
    age(tree);
    await ready({ cwd: tree });
    repo.git('-C', tree, 'commit', '-q', '--allow-empty', '-m', 'x');
    expect(recalled({ cwd: tree })).toBe(null);
  });
});
