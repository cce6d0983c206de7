import { describe, expect, test } from 'vitest';
import { parse } from '../../src/invocation/parse.ts';
import { rehearsedArgv } from '../../src/rehearsal/argv.ts';

const url = 'postgresql://postgres@127.0.0.1:40000/after';
const argvOf = (era: 'v2' | 'v3', argv: readonly string[]) =>
  rehearsedArgv(parse(argv, era), era === 'v3' ? `--remote=${url}` : `--db-url=${url}`, (file) => `/project/${file}`);

describe('the argv of a rehearsal', () => {
  test.each([
    ['db push', 'db push @'],
    ['db push --destructive --include-all', 'db push @ --include-all'],
    ['db push --remote', 'db push @'],
    ['db push --remote=staging', 'db push @'],
    ['db push --remote staging', 'db push @'],
    ['db push --remote true --include-seed', 'db push @ --include-seed'],
    ['db push --remote=postgresql://u:p@h/d', 'db push @'],
    ['db push --remote postgresql://u:p@h/d --include-seed', 'db push @ --include-seed'],
    ['db push --linked yes', 'db push @'],
    ['db push --password secret -p=other', 'db push @'],
    ['db push -p secret --dry-run', 'db push @ --dry-run'],
    ['--workdir /elsewhere db push', 'db push @'],
    ['--yes no db push', 'db push @'],
    ['--yes db push --no-dry-run --dry-run', 'db push @ --no-dry-run --dry-run'],
    ['--debug off migrations up --local', '--debug off migrations up @'],
    ['db reset --version 20250101000000 --no-seed', 'db reset @ --version 20250101000000 --no-seed'],
    ['db reset --sql-paths ./a.sql --local', 'db reset @ --sql-paths ./a.sql'],
    ['db query -f q.sql', 'db query @ -f /project/q.sql'],
    ['db query --file=q.sql', 'db query @ --file=/project/q.sql'],
    [
      'migration repair 1 2 --status reverted --project-ref abcdefghijklmnopqrst',
      'migration repair @ 1 2 --status reverted',
    ],
    ['migration repair --local -- 1 2', 'migration repair @ -- 1 2'],
    ['db push --profile snap --output-format json', 'db push @ --output-format json'],
  ])('of 3.x: %s', (typed, wanted) => {
    const flag = `--remote=${url}`;
    const [options = '', operands] = wanted.split(' -- ');
    const expected = [...options.split(' ').map((word) => (word === '@' ? flag : word)), '--yes'];
    expect(argvOf('v3', typed.split(' '))).toEqual(operands ? [...expected, '--', ...operands.split(' ')] : expected);
  });

  test('keeps SQL with blanks, quotes and dashes byte for byte', () => {
    const sql = "delete from t where a = '--remote'; -- all";
    expect(argvOf('v3', ['db', 'query', sql, '--remote'])).toEqual(['db', 'query', `--remote=${url}`, sql, '--yes']);
    expect(argvOf('v2', ['db', 'query', '--linked', '--', '-1'])).toEqual([
      'db',
      'query',
      `--db-url=${url}`,
      '--yes',
      '--',
      '-1',
    ]);
  });

  test('of 2.x takes the URL out that was typed', () => {
    expect(argvOf('v2', ['migration', 'up', '--db-url', 'postgresql://u:p@h/d', '--include-all'])).toEqual([
      ...['migration', 'up', `--db-url=${url}`, '--include-all', '--yes'],
    ]);
  });

  test('parses as what was typed, with another target', () => {
    const typed = [
      '--debug',
      'db',
      'push',
      '--include-roles',
      '--remote',
      'staging',
      '--include-all=false',
      '-p',
      'x',
      '--destructive',
    ];
    const [before, after] = [parse(typed, 'v3'), parse(argvOf('v3', typed), 'v3')];
    expect([after.command, after.operands, after.faults]).toEqual([before.command, before.operands, []]);
    const kept = before.flags.filter(({ name }) => !['remote', 'password'].includes(name));
    expect(after.flags.filter(({ name }) => !['remote', 'yes'].includes(name))).toEqual(kept);
    expect(after.flags.find(({ name }) => name === 'remote')?.value).toBe(url);
  });
});
