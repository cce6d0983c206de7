import fc from 'fast-check';
import { globalFlags } from '../../../src/cli/commands/flags.ts';
import { tableOf } from '../../../src/cli/commands/table.ts';
import type { Era } from '../../../src/cli/types.ts';

export const eras: readonly Era[] = ['cobra', 'v2', 'v3'];

const names = [...new Set(eras.flatMap((era) => tableOf(era).names))];
const flagNames = (words: string) => [
  ...new Set(eras.flatMap((era) => (tableOf(era).find(words)?.flags ?? []).flatMap(({ name }) => name))),
];
const flagsEverywhere = [...new Set([...names.flatMap(flagNames), ...globalFlags.map(({ name }) => name)])];

/** Words that shells, the two parsers or people take in different ways. U+FFFD stands for a byte that is no UTF-8. */
const traps = [
  ...[
    '',
    ' ',
    '\n',
    'a\nb',
    'a b',
    '*',
    '?',
    '[a]',
    '~',
    '$HOME',
    '`id`',
    '"',
    "'",
    '\\',
    ';',
    '&',
    '|',
    '#',
    '!',
    'ü',
    '\uFFFD',
    'a\uFFFD',
  ],
  ...[
    '-',
    '--',
    '-1',
    '-0.5',
    '=',
    '--=',
    '--=x',
    '-=',
    '-abc',
    '-hv',
    '-p',
    '-pvalue',
    '-o=json',
    '-x',
    '--p',
    'help',
    'HELP',
  ],
  ...['true', 'yes', 'on', '1', 'y', 'false', 'no', 'off', '0', 'n', 'TRUE', 't'],
  ...[
    '--yes',
    '--yes=no',
    '--no-yes',
    '--help',
    '-h',
    '--help=false',
    '--no-help',
    '--version',
    '-v',
    '--version=false',
  ],
  ...['--wizard', '--wizard=false', '--no-wizard', '--completions', '--completions=bash', '--destructive', '--remote'],
  ...[
    '--remote=x',
    '--workdir',
    '--workdir=/',
    '--no-backup',
    '--backup',
    '--reset',
    '--dry-run',
    '--agent=no',
    '--create-ticket',
  ],
  ...[
    '__complete',
    '__completeNoDesc',
    'postgresql://u:p@127.0.0.1:54322/x',
    'abcdefghijklmnopqrst',
    'public',
    'json',
    'a.sql',
  ],
  ...['db', 'reset', 'list', 'db reset', 'migration list', 'sources', 'push', 'down', '|', ':', 'group', 'x:y'],
];

const trap = fc.constantFrom(...traps);
const plain = fc.constantFrom(
  'public',
  'json',
  'a.sql',
  'postgresql://u@h:5432/x',
  '1',
  'typescript',
  'bash',
  'add_users',
);
const flagForms = (flag: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 3, arbitrary: flag.map((name) => [`--${name}`]) },
    { weight: 3, arbitrary: fc.tuple(flag, plain).map(([name, value]) => [`--${name}`, value]) },
    { weight: 2, arbitrary: fc.tuple(flag, plain).map(([name, value]) => [`--${name}=${value}`]) },
    { weight: 1, arbitrary: fc.tuple(flag, trap).map(([name, value]) => [`--${name}`, value]) },
    { weight: 1, arbitrary: fc.tuple(flag, trap).map(([name, value]) => [`--${name}=${value}`]) },
    { weight: 1, arbitrary: flag.map((name) => [`--no-${name}`]) },
    { weight: 1, arbitrary: flag.map((name) => [`--${name.slice(0, -1)}`]) },
    { weight: 1, arbitrary: flag.map((name) => [`-${name[0]}`]) },
  );
const anyFlag = flagForms(fc.constantFrom(...flagsEverywhere));
const rest = (words: string) => {
  const own = flagNames(words);
  const piece = fc.oneof(
    { weight: 5, arbitrary: own.length > 0 ? flagForms(fc.constantFrom(...own)) : anyFlag },
    { weight: 2, arbitrary: anyFlag },
    { weight: 2, arbitrary: trap.map((word) => [word]) },
    { weight: 2, arbitrary: plain.map((word) => [word]) },
  );
  return fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.flat());
};
const spelled = (words: string) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(words.split(' ')) },
    { weight: 1, arbitrary: fc.constant([words]) },
    { weight: 1, arbitrary: fc.constant(words.toUpperCase().split(' ')) },
    { weight: 1, arbitrary: fc.constant(words.slice(0, -1).split(' ')) },
    { weight: 1, arbitrary: fc.constant(words.split(' ').slice(0, -1)) },
    { weight: 1, arbitrary: trap.map((word) => [...words.split(' ').slice(0, 1), word, ...words.split(' ').slice(1)]) },
  );

/** What people, scripts and mischief may type after `supabase`: commands of every era with what belongs to them and what does not. */
export const argv: fc.Arbitrary<readonly string[]> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .constantFrom(...names)
      .chain((words) => fc.tuple(spelled(words), rest(words)).map((parts) => parts.flat())),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...names)
      .chain((words) => fc.tuple(anyFlag, spelled(words), rest(words)).map((parts) => parts.flat())),
  },
  { weight: 2, arbitrary: fc.array(trap, { maxLength: 4 }) },
);
