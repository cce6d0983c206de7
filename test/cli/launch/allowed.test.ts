import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classification/classify.ts';
import { asksForHelp, hint } from '../../../src/cli/launch/hint.ts';
import { knownText } from '../../../src/cli/launch/known.ts';
import { parse } from '../../../src/invocation/parse.ts';
import { decide } from '../../../src/policy/decide.ts';
import type { Target } from '../../../src/target/types.ts';
import { argv, eras } from './argv.ts';
import { launcher, runShell, shells } from './shells.ts';

/** `npm test` takes a fifth of what `npm run test:long` does. */
const many = process.env.PERMAHUB_TEST_LONG ? 100_000 : 20_000;
const seed = Number(process.env.FC_SEED ?? 20261126);

/** The worst place there is. */
const target: Target = {
  ...{ kind: 'linked', environment: 'production', label: 'production', host: 'db.example.com', port: 5432 },
  ...{ database: 'postgres', user: 'postgres', projectRef: null, projectId: null, key: 'k', isLocalStack: false },
  ...{ projectFolder: null, problem: 'nothing is certain', notes: [] },
};
const people = { owner: 'no-owner-named', signers: null, request: null } as const;

/** 'p' or 'n' for every argv: whether the launcher takes it on its own, all asked in one process. */
function asked(shell: string, all: readonly (readonly string[])[]): string {
  const lines = all.map((words) => ['t', ...words.map((word) => `'${word.replaceAll("'", "'\\''")}'`)].join(' '));
  const bytes = lines.map((line) =>
    Buffer.from(`${line}\n`, 'utf8').toString('latin1').replaceAll('\u00ef\u00bf\u00bd', '\u00ff'),
  );
  const script = `. '${launcher}'\nt() { if permahub_harmless "$@"; then printf p; else printf n; fi; }\n${bytes.join('')}`;
  return runShell(shell, Buffer.from(script, 'latin1'));
}

const judged = (words: readonly string[]) =>
  eras.map((era) => {
    const invocation = parse(words, era);
    return decide({ invocation, classification: classify(invocation), target, people }).verdict;
  });

describe('what the launcher passes on its own', () => {
  test(`the line passes as well, in every era: ${many.toLocaleString('en')} argv`, () => {
    const all = fc.sample(argv, { numRuns: many, seed });
    const answers = asked('dash', all);
    expect(answers).toHaveLength(all.length);
    const passed = all.filter((_, at) => answers[at] === 'p');
    const wrong = passed.filter((words) => judged(words).some((verdict) => verdict !== 'pass'));
    expect({ seed, wrong: wrong.slice(0, 5) }).toEqual({ seed, wrong: [] });
    // It is no empty promise.
    expect(passed.length).toBeGreaterThan(many / 10);
  });

  test.each(Object.keys(shells).filter((shell) => shell !== 'dash'))(
    '%s answers as dash does: 10,000 argv',
    (shell) => {
      const all = fc.sample(argv, { numRuns: 10_000, seed });
      const [one, other] = [asked('dash', all), asked(shell, all)];
      const unlike = all.filter((_, at) => one[at] !== other[at]);
      expect({ seed, unlike: unlike.slice(0, 5) }).toEqual({ seed, unlike: [] });
    },
  );

  const common = [
    ...['', '--version', '-v', '--help', '-h', 'db', 'db reset --help', 'db push -h', 'status', 'status -o env'],
    ...['start', 'stop', 'services', 'init', 'login', 'link --project-ref abcdefghijklmnopqrst', 'projects list'],
    ...[
      'migration list',
      'migration list --linked',
      'migrations list',
      'migration new add_users',
      'db diff --schema public',
    ],
    ...[
      'db diff -f add_users',
      'db dump --local -f dump.sql',
      'db lint',
      'gen types --local',
      'gen types typescript --local',
    ],
    ...[
      'gen types --linked --schema public,auth',
      'functions list',
      'functions new hello',
      'functions serve --no-verify-jwt',
    ],
    ...['secrets list', 'branches list', 'inspect db locks --linked', 'completion bash', '__complete db '],
    ...['migration list --db-url=postgresql://u:p@h:5432/x', 'test new users', 'start -x studio --exclude imgproxy'],
  ].map((line) => (line === '' ? [] : line.split(' ')));

  test.each(Object.keys(shells))('are the commonest harmless commands, by %s', (shell) => {
    expect(asked(shell, common)).toBe('p'.repeat(common.length));
  });

  const never = [
    ...[
      'db reset',
      'db push',
      'db push --dry-run',
      'migration up',
      'stop --no-backup',
      'stop --all --no-backup',
      'help',
    ],
    ...['--yes no db reset', 'db reset --version --help', '--wizard', 'db --wizard', 'migration list --workdir=/x'],
    ...[
      'migration list --linked --local',
      'migration list --linked=false',
      'migration list --debug no',
      'logs',
      'db res',
    ],
    ...[
      'migration list extra',
      'db reset --',
      '-- db reset',
      '--debug migration list',
      'migration list --yes',
      '--completions bash',
    ],
    ...[
      'db schema declarative generate --reset',
      'db dump --remote=x',
      'migration new no',
      'migration list --help --wizard',
    ],
  ].map((line) => line.split(' '));

  test.each(Object.keys(shells))('is nothing that another version might read otherwise, by %s', (shell) => {
    expect(asked(shell, never)).toBe('n'.repeat(never.length));
  });

  test('is nothing of a version whose grammar is not known: where it was found is never kept', () => {
    const known = {
      program: '/x',
      foundIn: 'settings',
      cwd: '/',
      path: null,
      place: '/x',
      file: '/x',
      same: [],
      none: [],
    };
    expect(knownText({ ...known, version: '4.0.0' })).toBe(null);
    expect(knownText({ ...known, version: '3.1.0' })).toContain("permahub_program='/x' # 3.1.0 settings");
  });
});

describe('the line about the guard', () => {
  test('is one line of at most 80 columns and can stand between single quotes', () => {
    expect(hint).toMatch(/^[^\n']{1,80}$/);
  });
  test('goes with the help of the whole CLI alone', () => {
    expect([[], ['--help'], ['-h'], ['help'], ['db'], ['db', '--help'], ['--version']].map(asksForHelp)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
