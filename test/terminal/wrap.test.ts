import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures.ts';
import { failureText } from '../../src/terminal/failure.ts';
import { fitted } from '../../src/terminal/style.ts';
import { hanging, indented, widthOf, wrap } from '../../src/terminal/wrap.ts';
import { bundled } from '../support/bundled.ts';
import { runInTerminal } from '../support/pty.ts';

describe('wrapping', () => {
  test.each([
    ['breaks at spaces', 'one two three', 7, ['one two', 'three']],
    ['keeps a long word whole', 'see /a/very/long/path now', 6, ['see', '/a/very/long/path', 'now']],
    ['keeps line breaks', 'a\n\nb', 7, ['a', '', 'b']],
    ['keeps wide gaps within a line', 'a  b c', 4, ['a  b', 'c']],
    ['keeps a command in one piece', 'Run `npm run x` (or `a b`).', 14, ['Run', '`npm run x`', '(or `a b`).']],
    ['keeps it whole where it is wider', 'Run `npm run x` now', 6, ['Run', '`npm run x`', 'now']],
    ['takes a lone backtick for a letter', 'a ` b c', 3, ['a `', 'b c']],
    ['counts characters, not code units', '🎉🎉 🎉🎉', 5, ['🎉🎉 🎉🎉']],
  ])('%s', (_, text, width, lines) => expect(wrap(text, width)).toEqual(lines));

  test('behind an indent', () => expect(indented('one two three', 2, 9)).toEqual(['  one two', '  three']));
});

describe('a line of a screen', () => {
  test.each([
    ['that fits is left alone', 'permahub:   as  it is ', 22, ['permahub:   as  it is ']],
    ['goes on under what was said', 'permahub: one two three', 17, ['permahub: one two', '          three']],
    ['goes on behind its mark', '  ✖ one two three', 11, ['  ✖ one two', '    three']],
    ['without a mark goes on two further in', '  one two three', 9, ['  one two', '    three']],
    ['keeps what is to be typed', '  Safer: supabase migration up', 29, ['  Safer:', '    supabase migration up']],
    ['keeps it whole where it is wider', '  It is: permahub run a', 9, ['  It is:', '    permahub run a']],
    ['that is a command stays as it is', '    permahub run a', 9, ['    permahub run a']],
    [
      'takes its own name for no command',
      'permahub: supabase db reset ended',
      24,
      ['permahub: supabase db', '          reset ended'],
    ],
  ])('%s', (_, line, width, lines) => expect(hanging(line, width)).toEqual(lines));

  const piece = fc.oneof(
    fc.stringMatching(/^[a-z0-9,.:/"'é🎉-]{1,30}$/u),
    fc
      .array(fc.stringMatching(/^[a-z-]{1,9}$/), { minLength: 1, maxLength: 8 })
      .map((words) => `\`${words.join(' ')}\`.`),
  );
  const head = fc.constantFrom('permahub: ', '  ', '', '    - ', '  ✖ ');

  // Catches: a line that is wider for no need, a word or command that is broken, lost or doubled.
  test('is never wider than the terminal but for one piece that is, and loses nothing', () => {
    fc.assert(
      fc.property(
        head,
        fc.array(piece, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 20, max: 120 }),
        (...of) => {
          const [before, pieces, width] = of;
          const lines = hanging(before + pieces.join(' '), width);
          expect(lines.map((each, at) => (at === 0 ? each.slice(before.length) : each.trim())).join(' ')).toBe(
            pieces.join(' '),
          );
          const left = [...pieces];
          for (const [at, each] of lines.entries()) {
            const words = at === 0 ? each.slice(before.length) : each.trimStart();
            const here = [];
            while (here.join(' ').length < words.length) here.push(left.shift());
            expect(here.join(' ')).toBe(words);
            if ([...each].length > width) expect(here).toHaveLength(1);
          }
        },
      ),
    );
  });

  test('to be copied is broken nowhere, and what is broken keeps its colour', () => {
    expect(
      fitted(
        [
          { text: '  $ git add a b c', tone: 'plain', whole: true },
          { text: '  one two three', tone: 'danger' },
        ],
        9,
      ),
    ).toEqual([
      { text: '  $ git add a b c', tone: 'plain', whole: true },
      { text: '  one two', tone: 'danger' },
      { text: '    three', tone: 'danger' },
    ]);
  });
});

describe('a failure', () => {
  const failure = new Failure('project-missing', { folder: '/home/ada/shop/services' });
  const refusal = new Failure('refused', {
    words: 'Refused: supabase db reset\nIt would empty the database of local (127.0.0.1:54322/postgres).',
    instead: `A person runs this in a terminal: supabase db push '--remote=postgresql://postgres@db.example.com:5432/shop'`,
  });

  test('is broken between words, what happened apart from what to do', () => {
    expect(failureText(failure, 80)).toBe(`\
permahub: There is no Supabase project in /home/ada/shop/services or above it
          (no supabase/config.toml), so nobody knows whose local database this
          would act on. Nothing was contacted or forwarded to the Supabase CLI.
  Go to the project's folder, or name it with --workdir; \`supabase init\` makes a
    new project.
`);
    expect(failureText(refusal, 80)).toBe(`\
permahub: Refused: supabase db reset
  It would empty the database of local (127.0.0.1:54322/postgres).
  A person runs this in a terminal:
    supabase db push '--remote=postgresql://postgres@db.example.com:5432/shop'
`);
  });

  test('stays whole where no terminal is', () => {
    expect(
      failureText(failure)
        .split('\n')
        .map((line) => line.length > 80),
    ).toEqual([true, true, false]);
    expect(failureText(failure, widthOf({}))).toBe(failureText(failure));
  });

  test.each([
    [{ isTTY: true, columns: 132 }, 132],
    [{ isTTY: true, columns: 0 }, 80],
    [{ isTTY: true }, 80],
    [{ columns: 132 }, Number.POSITIVE_INFINITY],
  ])('the width of %j is %d', (stream, width) => expect(widthOf(stream)).toBe(width));
});

describe('on a real terminal', () => {
  let program: ReturnType<typeof bundled>;
  beforeAll(() => {
    program = bundled(`${import.meta.dirname}/programs/wide.ts`);
  });
  afterAll(() => program.remove());
  const at = async (columns: number) => {
    const args = ['-c', `stty cols ${columns}; exec "$0" "$1"`, process.execPath, program.program];
    const { raw, status } = await runInTerminal({ command: 'sh', args, env: { NO_COLOR: '1' } });
    expect(status).toBe(0);
    return raw.replaceAll('\r', '');
  };

  // Catches: a width that is not the terminal's, and a screen that goes by another rule than a failure.
  test.each([
    [
      80,
      `\
permahub: The vault /mnt/vault/shop cannot be reached: dial tcp 10.0.0.7:8000:
          connect: connection refused.
  Make sure that it runs, then start again: \`permahub vault push\`.
permahub: Not in the vault: backup_20251114_143022_full: it was stopped. Again:
          \`permahub vault push\`.
`,
    ],
    [
      50,
      `\
permahub: The vault /mnt/vault/shop cannot be
          reached: dial tcp 10.0.0.7:8000:
          connect: connection refused.
  Make sure that it runs, then start again:
    \`permahub vault push\`.
permahub: Not in the vault:
          backup_20251114_143022_full: it was
          stopped. Again: \`permahub vault push\`.
`,
    ],
    [
      200,
      `\
permahub: The vault /mnt/vault/shop cannot be reached: dial tcp 10.0.0.7:8000: connect: connection refused.
  Make sure that it runs, then start again: \`permahub vault push\`.
permahub: Not in the vault: backup_20251114_143022_full: it was stopped. Again: \`permahub vault push\`.
`,
    ],
    // It does not say.
    [
      0,
      `\
permahub: The vault /mnt/vault/shop cannot be reached: dial tcp 10.0.0.7:8000:
          connect: connection refused.
  Make sure that it runs, then start again: \`permahub vault push\`.
permahub: Not in the vault: backup_20251114_143022_full: it was stopped. Again:
          \`permahub vault push\`.
`,
    ],
  ])('of %d columns', async (columns, screen) => expect(await at(columns)).toBe(screen));
});
