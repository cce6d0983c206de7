import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const permahub = resolve(import.meta.dirname, '../../bin/permahub');
const names = ['db-backup.sh', 'db-restore.sh', 'verify-backup.sh'];
let project: string;

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), "permahub test $x's-")));
  mkdirSync(join(project, 'supabase'));
  writeFileSync(join(project, 'supabase/config.toml'), 'project_id = "shop"\n');
  execFileSync('git', ['init', '-q'], { cwd: project });
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const scripts = (...args: string[]) =>
  spawnSync(permahub, ['scripts', ...args], { cwd: project, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });

/** A permahub of the project that only says how it was called, and from where. */
function standIn(): void {
  const bin = join(project, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'permahub'), '#!/bin/sh\nprintf "<%s>" "$PWD" "$@"\nexit 65\n', { mode: 0o755 });
}

test('three scripts are written, may be run, and are written anew', () => {
  const ran = scripts('--write', 'scripts');
  expect(ran).toMatchObject({
    status: 0,
    stdout: '',
    stderr: names.map((name) => `permahub: wrote scripts/${name}\n`).join(''),
  });
  for (const name of names) expect(statSync(join(project, 'scripts', name)).mode & 0o111).toBe(0o111);
  const before = names.map((name) => readFileSync(join(project, 'scripts', name), 'utf8'));
  expect(scripts('--write', 'scripts').status).toBe(0);
  expect(names.map((name) => readFileSync(join(project, 'scripts', name), 'utf8'))).toEqual(before);
});

test('without a folder they are printed and nothing is written', () => {
  const { status, stdout } = scripts();
  expect(status).toBe(0);
  for (const name of names) expect(stdout).toContain(`# ---- scripts/${name}\n#!/bin/sh\n`);
  expect(() => statSync(join(project, 'scripts'))).toThrow();
});

const others: readonly (readonly [string, (path: string) => void, string])[] = [
  ['of another make', (path) => writeFileSync(path, '#!/bin/sh\npg_dump\n'), 'something else is written in it'],
  ['a link', (path) => symlinkSync('/etc/hostname', path), 'it is no plain file'],
  ['a folder', (path) => mkdirSync(path), 'it is no plain file'],
];

test.each(others)('a file that is %s is not overwritten, and no other is written', (_, make, problem) => {
  const path = join(project, 'scripts/verify-backup.sh');
  mkdirSync(join(project, 'scripts'));
  make(path);
  expect(scripts('--write', 'scripts')).toMatchObject({
    status: 74,
    stderr: `permahub: ${path} was not written by \`permahub scripts\`: ${problem}. No script was written.\n  Move it away, or name another folder with --write.\n`,
  });
  expect(() => statSync(join(project, 'scripts/db-backup.sh'))).toThrow();
});

const shells = ['dash', 'bash', 'bash --posix'];
const calls: readonly (readonly [string, string[], string[]])[] = [
  ['db-backup.sh', [], ['backup']],
  ['db-backup.sh', ['pre-reset $(date) "x"'], ['backup', 'pre-reset $(date) "x"']],
  ['db-restore.sh', ['backups/database/latest_full.sql'], ['restore', 'backup_20251114_143022_full.sql']],
  [
    'db-restore.sh',
    ['backups/database/backup_20251114_143022_custom.dump', '--clean'],
    ['restore', 'backup_20251114_143022_custom.dump', '--clean'],
  ],
  ['verify-backup.sh', ['backups/database/latest_full.sql'], ['verify', 'backup_20251114_143022_full.sql']],
];

test.each(shells.flatMap((shell) => calls.map((call) => [shell, ...call] as const)))(
  '%s runs %s %j as the procedure has it',
  (shell, name, args, called) => {
    standIn();
    mkdirSync(join(project, 'backups/database'), { recursive: true });
    symlinkSync('backup_20251114_143022_full.sql', join(project, 'backups/database/latest_full.sql'));
    expect(scripts('--write', 'tools/db scripts').status).toBe(0);
    const [program = '', ...more] = shell.split(' ');
    const ran = spawnSync(program, [...more, join(project, 'tools/db scripts', name), ...args], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(ran).toMatchObject({
      status: 65,
      stderr: '',
      stdout: [project, ...called].map((word) => `<${word}>`).join(''),
    });
  },
);

test.each(['db-restore.sh', 'verify-backup.sh'])('%s without a file is a usage failure: 64', (name) => {
  scripts('--write', 'scripts');
  const ran = spawnSync('dash', [`scripts/${name}`], { cwd: project, encoding: 'utf8' });
  expect(ran).toMatchObject({ status: 64, stderr: `usage: scripts/${name} backups/database/latest_full.sql\n` });
});
