import { describe, expect, test } from 'vitest';
import { environmentOf } from '../../../src/routes/doctor/environments.ts';
import { judge, type Known } from '../../../src/routes/doctor/judge.ts';
import { routesOf } from '../../../src/routes/doctor/routes.ts';
import type { Probe, Ran } from '../../../src/routes/doctor/types.ts';

const known: Known = {
  nonce: 'n0nce',
  folder: '/h/bin',
  project: { command: 'other', manager: 'other' },
  isSetUp: false,
  isOverridden: false,
  isNewTerminalGuarded: false,
  patience: 30,
};
const ways = {
  programs: new Set(['bash', 'zsh', 'fish', 'sh', 'npm', 'npx', 'pnpm', 'yarn', 'bunx', 'make', 'git']),
  shells: ['bash', 'zsh', 'fish', 'sh'] as const,
  isProject: true,
  isRepository: true,
  hooks: '/tmp/hooks',
};
const probe = (name: string) => routesOf(ways).find(({ route }) => route === name) as Probe;
const ran = (more: Partial<Ran>): Ran => ({ status: 0, stdout: '', stderr: '', ended: 'by itself', ...more });

const answers: readonly (readonly [string, string, Partial<Ran>, Partial<Known>, string, string | null])[] = [
  ['the guard', 'sh -c', { stdout: 'permahub-probe n0nce\n' }, {}, 'guarded: the guard answered', null],
  [
    'the guard behind a talkative rc file',
    'bash, interactive',
    { stdout: 'hello\npermahub-probe n0nce\n1.2.3' },
    {},
    'guarded: the guard answered',
    null,
  ],
  [
    'the guard, as git shows it',
    'git hook',
    { stderr: 'permahub-probe n0nce\n' },
    {},
    'guarded: the guard answered',
    null,
  ],
  [
    'an answer from another time',
    'sh -c',
    { stdout: 'permahub-probe other\n' },
    {},
    'open: something else answered, with status 0',
    'permahub install',
  ],
  ['the real CLI', 'sh -c', { stdout: '3.1.0\n' }, {}, 'open: the real CLI 3.1.0 answered', 'permahub install'],
  [
    'the real CLI, as git shows it',
    'git hook',
    { stderr: '2.122.1\n' },
    {},
    'open: the real CLI 2.122.1 answered',
    'permahub install',
  ],
  [
    'the real CLI in an old terminal',
    'make',
    { stdout: '3.1.0\n' },
    { isNewTerminalGuarded: true },
    'open: the real CLI 3.1.0 answered',
    'open a new terminal: this one is older than the set-up',
  ],
  [
    'the real CLI in a shell',
    'zsh -c',
    { stdout: '3.1.0' },
    {},
    'open: the real CLI 3.1.0 answered',
    'permahub install --machine --shell zsh',
  ],
  [
    'the real CLI in a shell that is set up',
    'zsh -c',
    { stdout: '3.1.0' },
    { isSetUp: true },
    'open: the real CLI 3.1.0 answered',
    "its set-up puts another folder first later on: move permahub's block to the end",
  ],
  [
    'the real CLI of the project',
    'pnpm supabase',
    { stdout: '3.1.0' },
    {},
    'open: the real CLI 3.1.0 answered',
    'permahub install --project',
  ],
  [
    'the real CLI that Yarn 2 starts, past a command that is not the guard',
    'yarn supabase',
    { stdout: '3.1.0' },
    { project: { command: 'other', manager: 'yarn 2' } },
    'open: the real CLI 3.1.0 answered',
    'permahub install --machine',
  ],
  [
    'npm in a project of Yarn 2',
    'npx supabase',
    { stdout: '3.1.0' },
    { project: { command: 'other', manager: 'yarn 2' } },
    'open: the real CLI 3.1.0 answered',
    'permahub install --project',
  ],
  [
    'the real CLI that Yarn 2 starts without node_modules, in an old terminal',
    'yarn supabase',
    { stdout: '3.1.0' },
    { project: { command: 'absent', manager: 'yarn 2 without node_modules' }, isNewTerminalGuarded: true },
    'open: the real CLI 3.1.0 answered',
    'open a new terminal: this one is older than the set-up',
  ],
  [
    'a real CLI that does not know the variable',
    'yarn supabase',
    { stdout: '2.30.4' },
    { project: { command: 'guard', manager: 'yarn 2' }, isOverridden: true },
    'open: the real CLI 2.30.4 answered',
    'supabase 2.100 or newer in this project: older ones do not know the variable that sends them to the guard',
  ],
  [
    'the guard, for what is downloaded',
    'downloaded copies',
    { stdout: 'permahub-probe n0nce\n' },
    {},
    'guarded: the guard answered, for a copy of 2.100 or newer; an older one goes past it',
    null,
  ],
  ...[126, 127].map(
    (status) =>
      [
        `nobody, for what is downloaded: ${status}`,
        'downloaded copies',
        { status, stderr: 'sh: 1: : Permission denied' },
        {},
        'open: npx supabase@…, pnpm dlx and the like run a CLI of their own, past the guard',
        'permahub install --machine',
      ] as const,
  ),
  [
    'the real CLI, as Yarn 1 shows it',
    'yarn supabase',
    { stdout: 'yarn run v1.22.22\n$ /p/node_modules/.bin/supabase --version\n3.1.0\nDone in 0.41s.\n' },
    {},
    'open: the real CLI 3.1.0 answered',
    'permahub install --project',
  ],
  [
    'the real CLI under cron',
    "cron's bare PATH",
    { stdout: '3.1.0' },
    {},
    'open: the real CLI 3.1.0 answered',
    'in the crontab, above what calls it: PATH=/h/bin:/usr/bin:/bin',
  ],
  [
    'a wedged rc file',
    'bash, login',
    { status: null, ended: 'too late' },
    {},
    'open: no answer in 30 s',
    'permahub install --machine --shell bash',
  ],
  [
    'the guard that is gone',
    'sh -c',
    { status: 69, stderr: 'permahub: the guard is not at /x any more' },
    {},
    'open: the guard is gone from its place, and nothing runs',
    'npm install --global permahub && permahub install',
  ],
  [
    'something that fails',
    'sh -c',
    { status: 3 },
    {},
    'open: something else answered, with status 3',
    'permahub install',
  ],
  [
    'nobody',
    'sh -c',
    { status: 127, stderr: 'sh: 1: supabase: not found' },
    {},
    'absent: no supabase is found there',
    null,
  ],
  [
    'nobody, said by make',
    'make',
    { status: 2, stderr: 'make: supabase: No such file or directory' },
    {},
    'absent: no supabase is found there',
    null,
  ],
  [
    'nobody, said by yarn',
    'yarn supabase',
    { status: 1, stderr: 'error Command "supabase" not found.' },
    {},
    'absent: no supabase is found there',
    null,
  ],
  [
    'nobody, for npx would fetch it',
    'npx supabase',
    { status: 1, stderr: 'npm error npx canceled due to missing packages and no YES option: ["supabase@3.1.0"]' },
    { project: { command: 'absent', manager: 'other' } },
    'open: it is not installed here: npx would fetch the real CLI and run it',
    'permahub install --machine',
  ],
  [
    'nobody, and npx knows nothing of it yet',
    'npx supabase',
    { status: 1, stderr: "npm error code ENOTCACHED\nnpm error request failed: cache mode is 'only-if-cached'" },
    { project: null },
    'open: it is not installed here: npx would fetch the real CLI and run it',
    'permahub install --machine',
  ],
  [
    'nobody, and what npx would fetch is guarded',
    'npx supabase',
    { status: 1, stderr: 'npm error npx canceled due to missing packages' },
    { isOverridden: true },
    'absent: no supabase is found there',
    null,
  ],
  [
    'a git before 2.36',
    'git hook',
    { status: 1, stderr: "git: 'hook' is not a git command. See 'git --help'." },
    {},
    'absent: this git starts hooks only at a commit',
    null,
  ],
  [
    'a manager that refuses',
    'yarn supabase',
    { status: 1, stderr: 'error This project\'s package.json defines "packageManager": "pnpm"' },
    {},
    'absent: this project uses another package manager',
    null,
  ],
];
test.each(answers)('who answers: %s', (_, name, how, more, seen, mend) => {
  const { route, state, detail, mend: said } = judge(probe(name), ran(how), { ...known, ...more });
  expect([route, `${state}: ${detail}`, said]).toEqual([name, seen, mend]);
});

test('every probe is `supabase --version` and nothing else', () => {
  const probes = routesOf(ways).filter((one): one is Probe => 'program' in one);
  expect(probes).toHaveLength(routesOf(ways).length);
  for (const { args, input = '', byDownload } of probes) {
    const words = `${args.join(' ')} ${input}`;
    // What npm's launcher would start has another name.
    if (byDownload) {
      expect(words).toBe('-c "$SUPABASE_CLI_BINARY_OVERRIDE" --version ');
      continue;
    }
    expect(words.match(/supabase/g)?.length ?? 0).toBe(words.includes('permahub-probe') && !input ? 0 : 1);
    if (words.includes('supabase')) expect(words).toMatch(/supabase --version\s*$/);
  }
});

test('what is not here is said, and not started', () => {
  const bare = routesOf({
    ...ways,
    programs: new Set(['sh', 'bash', 'npm', 'git']),
    shells: [],
    isProject: false,
    isRepository: false,
  });
  expect(Object.fromEntries(bare.map((one) => [one.route, 'why' in one ? one.why : one.program]))).toEqual({
    'bash, interactive': 'bash has no set-up here',
    'bash, login': 'bash has no set-up here',
    'zsh, interactive': 'zsh is not here',
    'zsh, login': 'zsh is not here',
    'zsh -c': 'zsh is not here',
    'fish, interactive': 'fish is not here',
    'fish, login': 'fish is not here',
    'fish -c': 'fish is not here',
    'sh, login': 'sh has no set-up here',
    'sh -c': 'sh',
    'npm script': 'no package.json here',
    'npx supabase': 'npx is not here',
    'pnpm supabase': 'pnpm is not here',
    'yarn supabase': 'yarn is not here',
    'bunx supabase': 'bunx is not here',
    'downloaded copies': 'no npx, pnpm, yarn or bunx is here',
    make: 'make is not here',
    'git hook': 'no repository here',
    "cron's bare PATH": 'sh',
  });
});

describe('where a probe starts', () => {
  const env = {
    ...{ HOME: '/h', USER: 'ann', EDITOR: 'vi', PERMAHUB_DEPTH: '2', SUPABASE_CLI_BINARY_OVERRIDE: '/h/bin/supabase' },
    PATH: '/h/bin:/usr/bin:/p/node_modules/.bin',
  };
  const of = { env, guards: ['/h/bin'], nonce: 'n0nce' };
  test('in a new terminal, what our set-up did is not there yet', () => {
    const { EDITOR, PATH, PERMAHUB_DEPTH, PERMAHUB_PROBE, SUPABASE_CLI_BINARY_OVERRIDE } = environmentOf('fresh', of);
    expect([EDITOR, PATH, PERMAHUB_DEPTH, PERMAHUB_PROBE, SUPABASE_CLI_BINARY_OVERRIDE]).toEqual([
      'vi',
      '/usr/bin:/p/node_modules/.bin',
      undefined,
      'n0nce',
      undefined,
    ]);
  });
  test('here, all is as it is; but npm’s additions are not ours', () => {
    const { PERMAHUB_DEPTH, ...rest } = env;
    expect(environmentOf('here', of)).toMatchObject(rest);
    expect(environmentOf('here', of)).not.toHaveProperty('PERMAHUB_DEPTH', PERMAHUB_DEPTH);
    const byNpm = { ...env, npm_execpath: '/npm', npm_config_x: '1' };
    expect(environmentOf('here', { ...of, env: byNpm })).toMatchObject({ PATH: '/h/bin:/usr/bin' });
    expect(environmentOf('here', { ...of, env: byNpm })).not.toHaveProperty('npm_config_x');
  });
  test('under cron there is nearly nothing', () => {
    const { HOME, PATH, SHELL, EDITOR } = environmentOf('bare', of);
    expect([HOME, PATH, SHELL, EDITOR]).toEqual(['/h', '/usr/bin:/bin', '/bin/sh', undefined]);
  });
});
