import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectGolden } from '../guard/golden.ts';
import { runInTerminal } from '../support/pty.ts';

const bin = resolve(import.meta.dirname, '../../bin/permahub');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-test-lint-'));
  mkdirSync(join(folder, 'migrations/older'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('migrations/older/1_users.sql', 'create table public.users (id int primary key, phone text);\n');
  write(
    'migrations/2_tidy.sql',
    '\ufeff-- é\r\n\r\ndrop table public.orders;\r\nalter table public.users drop column phone;\r\n',
  );
  write(
    'migrations/3_mixed.sql',
    [
      '/* drop table a; */',
      'do $$',
      'begin',
      "  execute format('drop table %I', current_user);",
      'end $$;',
      'selec 1;',
      '\\i other.sql',
      'delete from public.users where id = 1;',
    ].join('\n'),
  );
  write('migrations/notes.txt', 'drop table notes;\n');
  write('empty.sql', '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function permahub(args: readonly string[], input = '') {
  const env = { ...process.env, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(bin, args, { cwd: folder, input, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

describe('permahub lint', () => {
  test('reads every *.sql below a folder, in order, and says what each would destroy', async () => {
    const ran = permahub(['lint', 'migrations']);
    expect(ran).toMatchObject({ status: 1, stderr: '' });
    expect(ran.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    await expectGolden(ran.stdout, 'lint-folder', []);
  });

  test('gives machines one JSON object', async () => {
    const ran = permahub(['lint', '--json', 'migrations', 'empty.sql']);
    expect(ran).toMatchObject({ status: 1, stderr: '' });
    await expectGolden(ran.stdout, 'lint-json', []);
  });

  test('reads standard input', async () => {
    const ran = permahub(['lint', '-'], 'select 1;\ntruncate public.users;\n');
    expect(ran).toMatchObject({ status: 1, stderr: '' });
    await expectGolden(ran.stdout, 'lint-standard-input', []);
  });

  test('is content with SQL that destroys nothing, and with none at all', () => {
    expect(permahub(['lint', 'migrations/older', 'empty.sql'])).toEqual({
      status: 0,
      stdout: 'permahub: 2 files read, nothing destructive found.\n',
      stderr: '',
    });
    expect(permahub(['lint', '--json', '-'], ' \n-- nothing\n')).toEqual({
      status: 0,
      stdout: '{\n  "schema": 1,\n  "findings": [],\n  "unparsed": []\n}\n',
      stderr: '',
    });
  });

  test('tells of what loses nothing, and is content with it', () => {
    const ran = permahub(['lint', '-'], 'alter table public.users alter column phone set not null;');
    expect([ran.status, ran.stdout]).toEqual([
      0,
      `standard input:1  set-not-null  public.users.phone
  Fails, and the migration with it, where a row holds no phone; nothing is lost.
  Safer: fill public.users.phone in an earlier migration.

permahub: 1 finding in 1 of 1 file, nothing destructive.
`,
    ]);
  });

  test('names a file that is not there: 69', async () => {
    const ran = permahub(['lint', 'migrations', 'nowhere.sql']);
    expect(ran).toMatchObject({ status: 69, stdout: '' });
    await expectGolden(ran.stderr, 'lint-missing', []);
  });

  test('without its parser says so: 69', () => {
    const bare = join(folder, 'bare');
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(resolve(bin, '../..', part), join(bare, part), { recursive: true });
    const ran = spawnSync(join(bare, 'bin/permahub'), ['lint', '-'], {
      ...{ input: 'select 1;', encoding: 'utf8' as const },
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect([ran.status, ran.stdout, ran.stderr.replace(/ imported from .*(?=\.\n)/, ' (from)')]).toEqual([
      69,
      '',
      `permahub: PostgreSQL's parser (the package libpg-query) cannot be loaded: Cannot find package 'libpg-query' (from).
  Install permahub again with its dependencies.
`,
    ]);
  });

  test('colours only for a terminal', async () => {
    const quiet = execFileSync('sh', ['-c', `"${bin}" lint migrations || true`], { cwd: folder, encoding: 'utf8' });
    expect(quiet).not.toContain('\u001b');
    const { raw } = await runInTerminal({
      command: bin,
      args: ['lint', 'migrations'],
      cwd: folder,
      env: { NO_COLOR: '' },
    });
    expect(raw).toContain('\u001b[31m');
  });
});
