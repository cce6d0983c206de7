import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableOf } from '../../src/cli/commands/table.ts';
import type { Era } from '../../src/cli/types.ts';
import { parse } from '../../src/invocation/parse.ts';

const at = (era: Era, line: string) => parse(line === '' ? [] : line.split(' '), era);
const short = (era: Era, line: string) => {
  const { command, flags, operands, faults } = at(era, line);
  return {
    command,
    flags: flags.map((use) => `${use.name}=${use.value}`).join(' '),
    operands: operands.join(' '),
    faults,
  };
};
const both: readonly Era[] = ['v2', 'v3'];

describe('global and own flags', () => {
  it.each([
    ['db reset', 'db reset', '', ''],
    ['--debug db reset', 'db reset', 'debug=true', ''],
    ['db --debug reset', 'db reset', 'debug=true', ''],
    ['db reset --debug', 'db reset', 'debug=true', ''],
    ['--yes no db reset', 'db reset', 'yes=false', ''],
    ['--workdir db db reset', 'db reset', 'workdir=db', ''],
    ['--workdir=db db reset', 'db reset', 'workdir=db', ''],
    ['db reset --version 1 --last=2', 'db reset', 'version=1 last=2', ''],
    ['db push --dry-run=false --dry-run', 'db push', 'dry-run=false dry-run=true', ''],
    ['db push --no-dry-run', 'db push', 'dry-run=false', ''],
    ['db push -p secret', 'db push', 'password=secret', ''],
    ['db push -p=secret', 'db push', 'password=secret', ''],
    ['db push --p secret', 'db push', 'password=secret', ''],
    ['db reset --no-seed', 'db reset', 'no-seed=true', ''],
    ['db reset --no-no-seed', 'db reset', 'no-seed=false', ''],
    ['stop --no-backup', 'stop', 'no-backup=true', ''],
    ['stop --backup --no-backup', 'stop', 'backup=true no-backup=true', ''],
    ['stop --backup=false', 'stop', 'backup=false', ''],
    ['-o json db diff -o out', 'db diff', 'output=json output=out', ''],
    ['storage rm -r ss:///a ss:///b', 'storage rm', 'recursive=true', 'ss:///a ss:///b'],
    ['migrations up', 'migration up', '', ''],
    ['db query -- --yes', 'db query', '', '--yes'],
    ['db query -1', 'db query', '', '-1'],
    ['migration repair --status reverted 1 2', 'migration repair', 'status=reverted', '1 2'],
  ])('reads "%s" in both generations of the parser', (line, command, flags, operands) => {
    for (const era of both) expect(short(era, line)).toEqual({ command, flags, operands, faults: [] });
  });
});

describe('what does not parse', () => {
  it.each([
    ['db reset --bogus', ['--bogus is no flag of "supabase db reset"']],
    ['db reset -y', ['-y is no flag of "supabase db reset"']],
    ['db reset --rem', ['--rem is no flag of "supabase db reset"']],
    ['db reset extra', ['"supabase db reset" takes no operand']],
    ['db query a b', ['"supabase db query" takes one operand']],
    ['storage mv a b c', ['"supabase storage mv" takes 2 operands']],
    ['--linked db reset', ['--linked is no flag of "supabase"']],
    ['db --linked reset', ['--linked is no flag of "supabase db"']],
    ['db reset --yes=TRUE', ['--yes takes true or false']],
    ['db reset --no-yes=true', ['--no-yes takes no value']],
    ['db reset --no-yes true', ['--no-yes takes no value']],
    ['db reset --version', ['--version needs a value']],
    ['db reset --version --last 1', ['--version needs a value']],
    ['db reset --wizard', ['--wizard can end by running any command']],
    ['--wizard=false db reset', ['--wizard can end by running any command']],
    ['db reset --help --wizard', ['--wizard can end by running any command']],
    ['db reset --linked --linked', ['--linked is given twice']],
    ['db reset --linked=false', ['--linked=false does not mean the same to every version']],
    ['db reset --no-local', ['--local=false does not mean the same to every version']],
    ['db reset --linked --local', ['--linked and --local name different targets']],
    ['db reset --workdir a --workdir b', ['--workdir is given twice']],
    ['db reset --destructive', ['--destructive belongs to "supabase db push" only']],
  ])('"%s" is a fault', (line, faults) => {
    for (const era of both) expect(at(era, line).faults).toEqual(faults);
  });

  it.each(['db res', 'DB reset', 'newthing', 'db nothing --local'])('"%s" is no known command', (line) => {
    for (const era of both) expect(at(era, line)).toMatchObject({ known: false, printsOnly: false, faults: [] });
  });

  it('3.x has no --db-url on a hosted command and 2.x no --remote at all', () => {
    expect(at('v3', 'backups restore --db-url x').faults[0]).toBe('--db-url is no flag of "supabase backups restore"');
    expect(at('v2', 'db push --remote').faults).toEqual(['--remote is no flag of "supabase db push"']);
    expect(at('v2', 'db query --read-only').faults).toEqual(['--read-only is no flag of "supabase db query"']);
  });
});

describe('what only prints', () => {
  it.each([
    '--help',
    'db reset --help',
    'db reset -h --yes',
    'db reset --help=false',
    'db reset --no-help',
    '--version',
    '-v',
    '--completions bash db reset',
    'db reset --bogus --help',
    '__complete db reset',
    'migration repair -fh',
  ])('"%s" prints and exits', (line) => {
    for (const era of both) expect(at(era, line)).toMatchObject({ printsOnly: true, faults: [] });
  });

  it.each([
    'db reset --help=x',
    'db query -- --help',
    '--version db reset',
    'db reset --version 1',
    'db push --version',
  ])('"%s" is not taken as harmless for a word in it', (line) => {
    expect(at('v3', line).printsOnly).toBe(false);
  });

  it('a group alone is known and prints its help', () => {
    for (const era of both) expect(at(era, 'db')).toMatchObject({ command: 'db', known: true, faults: [] });
    expect(at('v3', '')).toMatchObject({ command: '', known: true, faults: [] });
  });
});

describe('--remote of 3.x', () => {
  const url = 'postgresql://u@h/db';
  it.each([
    ['db push --remote', 'remote=', ''],
    ['db push --remote staging', 'remote=staging', ''],
    ['db push --remote 12345', 'remote=12345', ''],
    ['db push --remote yes', 'remote=yes', ''],
    ['db push --remote --yes', 'remote= yes=true', ''],
    [`db push --remote ${url}`, `remote=${url}`, ''],
    [`db query --remote ${url} sql`, `remote=${url}`, 'sql'],
    ['db query --remote staging sql', 'remote=staging', 'sql'],
    ['db query sql --remote staging', 'remote=staging', 'sql'],
    ['db query sql --remote', 'remote=', 'sql'],
    ['migration repair --remote 12345', 'remote=', '12345'],
    ['db push --remote=abcdefghijklmnopqrst', 'remote=abcdefghijklmnopqrst', ''],
  ])('"%s"', (line, flags, operands) => {
    expect(short('v3', line)).toMatchObject({ flags, operands, faults: [] });
  });

  it('a query with blanks after a bare --remote is the query', () => {
    const read = parse(['db', 'query', '--remote', 'select 1'], 'v3');
    expect(read).toMatchObject({ operands: ['select 1'], faults: [] });
    expect(read.flags).toEqual([{ name: 'remote', value: '', explicit: false }]);
  });

  it.each([
    ['db query --remote truncate', 'truncate'],
    ['secrets unset --remote FOO', 'FOO'],
    ['db pull --remote foo', 'foo'],
  ])('"%s" cannot be decided without asking the API', (line, word) => {
    expect(at('v3', line).faults).toEqual([
      `"${word}" after --remote may be a branch or an operand: write --remote=${word} or put --remote last`,
    ]);
  });

  it.each([
    ['db push --remote=', '--remote= has an empty value'],
    ['db push --remote=off', '--remote does not take false'],
    ['db push --remote=mysql://h/db', '--remote takes postgresql:// URLs only'],
    ['db push --remote=host=h', '--remote does not take a key=value connection string'],
    ['db push --remote=a --remote=b', '--remote is given twice'],
    ['db push --remote --db-url x', '--remote and --db-url name different targets'],
    ['db push --no-remote', '--no-remote is no flag of "supabase db push"'],
    ['db push --remote false', '--remote does not take false'],
    ['db query --remote 0', '--remote does not take false'],
  ])('"%s" is a fault', (line, fault) => {
    expect(at('v3', line).faults).toEqual([fault]);
  });
});

describe('our own word', () => {
  it('is taken out and noted', () => {
    const read = at('v3', 'db push --destructive --dry-run');
    expect(read).toMatchObject({ command: 'db push', destructiveWord: true, faults: [] });
    expect(read.argv).toEqual(['db', 'push', '--destructive', '--dry-run']);
  });
  it('after -- it is an operand like any other', () => {
    expect(at('v3', 'db query -- --destructive')).toMatchObject({
      destructiveWord: false,
      operands: ['--destructive'],
    });
  });
});

describe('1.x and early 2.x', () => {
  it.each([
    ['db reset --linked', 'db reset', 'linked=true', '', []],
    ['db push -psecret', 'db push', 'password=secret', '', []],
    ['db push --password --dry-run', 'db push', 'password=--dry-run', '', []],
    ['db reset --debug no', 'db reset', 'debug=true', 'no', ['"supabase db reset" takes no operand']],
    ['--linked db reset', 'db reset', '', '', ['--linked is no flag of "supabase"']],
    ['db push --dry-run --dry-run=false', 'db push', 'dry-run=true dry-run=false', '', ['--dry-run is given twice']],
    ['db reset --no-debug', 'db reset', '', '', ['--no-debug is no flag of "supabase db reset"']],
    ['db reset --wizard', 'db reset', '', '', ['--wizard is no flag of "supabase db reset"']],
  ])('"%s" is read as pflag does, or is a fault', (line, command, flags, operands, faults) => {
    expect(short('cobra', line)).toEqual({ command, flags, operands, faults });
  });
  it('prints help for the help command and for --help, unless --help is a value or false', () => {
    expect(at('cobra', 'help db reset').printsOnly).toBe(true);
    expect(at('cobra', 'db reset --help').printsOnly).toBe(true);
    expect(at('cobra', 'db reset --help=false').printsOnly).toBe(false);
    expect(at('cobra', 'db push --password --help').printsOnly).toBe(false);
    expect(at('cobra', 'db reset --bogus --help').printsOnly).toBe(false);
  });
});

describe('for any argv', () => {
  const words = tableOf('v3').all.flatMap((command) => [
    ...command.words.split(' '),
    ...command.flags.flatMap((flag) => [`--${flag.name}`, `--no-${flag.name}`, `--${flag.name}=x`]),
  ]);
  const argv = fc.array(
    fc.oneof(fc.constantFrom(...new Set(words), '--', '-h', 'yes', 'no', '--destructive'), fc.string()),
    { maxLength: 8 },
  );
  const era = fc.constantFrom<Era>('cobra', 'v2', 'v3', 'unknown');
  it('parsing never throws and keeps argv as it was typed', () => {
    fc.assert(
      fc.property(argv, era, (typed, e) => {
        expect(parse(typed, e).argv).toEqual(typed);
      }),
      { numRuns: 500 },
    );
  });
  it('every flag it reads is one the table holds', () => {
    fc.assert(
      fc.property(argv, (typed) => {
        const read = parse(typed, 'v3');
        for (const use of read.flags) expect(use.name).toMatch(/^[a-z][a-z0-9-]*$/);
      }),
    );
  });
});
