import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rememberCli } from '../../src/cli/launch/remember.ts';
import { shells } from '../cli/launch/shells.ts';
import { runInTerminal } from '../support/pty.ts';

const shim = resolve(import.meta.dirname, '../../bin/supabase');
/** A real shell stands for the real CLI: it runs the file `__complete` of the working folder, which tells what it was given. */
const program = realpathSync('/bin/sh');
let folder: string;
let env: Record<string, string>;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'permahub-test-launched-')));
  // No Node on PATH, no git, nothing: whatever runs here ran without them.
  env = { PATH: '/nowhere', HOME: folder, NODE_ENV: '' };
  mkdirSync(join(folder, 'project'));
  remember();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const project = () => join(folder, 'project');
function remember(): void {
  const found = { place: program, file: program, deciding: [] };
  const cli = { path: program, version: '3.1.0', era: 'v3', foundIn: 'settings' } as const;
  rememberCli(cli, found, { cwd: project(), env }, Date.now());
}
const tells = (script: string) => writeFileSync(join(project(), '__complete'), script);
function run(shell: string, args: readonly string[], more: { env?: Record<string, string>; input?: string } = {}) {
  const [name = '', ...flags] = shells[shell] ?? [];
  const at = spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
  return spawnSync(at, [...flags, shim, ...args], {
    cwd: project(),
    env: { ...env, ...more.env },
    input: more.input ?? '',
    encoding: 'utf8',
  });
}

describe.each(Object.keys(shells))('a harmless command by %s', (shell) => {
  test('becomes the real CLI without Node, git or any other program, with every word as it was typed', () => {
    tells(`printf '[%s]' "$@"; read -r line; echo "$line"; echo said >&2; exit 7`);
    const words = ['db', '', 'a b', '*', '~', '$HOME', "it's", '"', '\\', 'a\nb', '--', '-x', 'ü'];
    expect(run(shell, ['__complete', ...words], { input: 'typed\n' })).toMatchObject({
      status: 7,
      stdout: `${words.map((word) => `[${word}]`).join('')}typed\n`,
      stderr: 'said\n',
    });
  });

  test('gets our environment without the variable that leads to another program, and one guard deeper', () => {
    tells(
      `echo "\${SUPABASE_CLI_BINARY_OVERRIDE-none} \${PERMAHUB_DEPTH-} \${OTHER-}"; set | while read -r line; do case $line in permahub_*) echo "$line";; esac; done`,
    );
    const more = { SUPABASE_CLI_BINARY_OVERRIDE: shim, OTHER: 'kept' };
    expect(run(shell, ['__complete'], { env: more }).stdout).toBe('none 1 kept\n');
    expect(run(shell, ['__complete'], { env: { ...more, PERMAHUB_DEPTH: '3' } }).stdout).toBe('none 4 kept\n');
  });

  test('is the same process, so that signals reach it', async () => {
    tells('echo $$; kill -TERM $$');
    const [name = '', ...flags] = shells[shell] ?? [];
    const child = spawn(name, [...flags, shim, '__complete'], {
      cwd: project(),
      env: { ...env, PATH: process.env.PATH },
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
    const signal = await new Promise((done) => child.once('close', (_, how) => done(how)));
    expect([said.trim(), signal]).toEqual([String(child.pid), 'SIGTERM']);
  });

  test('everything else goes to Node', () => {
    for (const args of [['db', 'reset'], ['db', 'push', '--dry-run'], ['__completeX'], ['--yes', 'no', 'db', 'reset']])
      expect(run(shell, args)).toMatchObject({
        status: 69,
        stdout: '',
        stderr:
          'permahub: Node.js is not on PATH, so this command cannot be judged. Nothing was run. Install Node 20 or newer.\n',
      });
  });
});

describe('supabase --help', () => {
  const line = 'permahub guards this: what destroys needs a proven backup and a person.';

  test.each([[[]], [['--help']], [['-h']]])('says one line about the guard on a terminal: %j', async (args) => {
    // The stand-in prints nothing of its own: it ends where it finds nothing to run.
    const ran = await runInTerminal({
      command: shim,
      args,
      cwd: project(),
      env: { ...env, PATH: '/usr/bin:/bin' },
      answers: [[/[#$] $/, '\u0004']],
    });
    expect(ran.screen.split('\n').filter((text) => text.includes('permahub'))).toEqual([line]);
  });

  test('says nothing of it to a pipe, a file or a script', () => {
    for (const args of [['--help'], ['-h'], []]) {
      const ran = run('dash', args);
      expect(`${ran.stdout}${ran.stderr}`).not.toContain('permahub');
    }
  });

  test('of a command says nothing of it', async () => {
    const ran = await runInTerminal({
      command: shim,
      args: ['db', '--help'],
      cwd: project(),
      env: { ...env, PATH: '/usr/bin:/bin' },
    });
    expect(ran.screen).not.toContain('permahub');
  });
});
