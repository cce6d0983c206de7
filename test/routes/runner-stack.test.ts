import { describe, expect, test } from 'vitest';
import { ciRoute } from '../../src/commands/doctor-ci.ts';

const file = '.github/workflows/test.yml';
const stateOf = (text: string, at = file) => {
  const { state, detail } = ciRoute([{ file: at, text }]);
  return `${state}: ${detail}`;
};
const workflow = (steps: string, runsOn = 'ubuntu-latest', head = '') =>
  `name: test\non: push\n${head}jobs:\n  # what is tested\n  test:\n    runs-on: ${runsOn}\n    steps:\n      - uses: actions/checkout@v5\n${steps
    .split('\n')
    .map((line) => `      ${line}\n`)
    .join('')}`;
const started = '- run: supabase start\n- run: supabase db reset';

describe('a reset of the stack that the job itself started, on a machine that is thrown away', () => {
  test.each([
    ['after supabase start', workflow(started), '10'],
    [
      'with npx and flags that name no target',
      workflow('- run: npx supabase start -x studio\n- run: npx supabase db reset --local --no-seed'),
      '10',
    ],
    ['after the database alone', workflow('- run: supabase db start\n- run: supabase db reset'), '10'],
    ['in one script', workflow('- run: |\n    supabase start\n    supabase db reset --debug'), '11'],
    ['in one line', workflow('- run: supabase start && supabase db reset'), '9'],
    ['on a numbered machine, quoted', workflow(started, '"ubuntu-24.04" # not the latest'), '10'],
    [
      'in the second of two jobs',
      `${workflow('- run: echo')}  more:\n    runs-on: ubuntu-22.04-arm\n    steps:\n      - run: supabase start\n\n      - run: supabase db reset\n`,
      '15',
    ],
  ])('%s is no route around the guard', (_, text, line) => {
    expect(stateOf(text)).toBe(`absent: the local stack of the runner alone: ${file}:${line}`);
  });
});

describe('whatever else it is stays open', () => {
  test.each([
    ['no start', workflow('- run: supabase db reset')],
    ['a start that comes later', workflow('- run: supabase db reset\n- run: supabase start')],
    ['a start in a comment', workflow('# - run: supabase start\n- run: supabase db reset')],
    [
      'a start in another job',
      `${workflow('- run: supabase start')}  more:\n    runs-on: ubuntu-latest\n    steps:\n      - run: supabase db reset\n`,
    ],
    ['the linked project', workflow(`${started} --linked`)],
    ['a URL', workflow(`${started} --db-url postgresql://db.example.com/postgres`)],
    ['a remote', workflow(`${started} --remote=postgresql://db.example.com/postgres`)],
    ['words that are known only when it runs', workflow(`${started} $FLAGS`)],
    ['words of an expression', workflow(`${started} \${{ inputs.flags }}`)],
    ['another project by its flag', workflow(`${started} --workdir ../other`)],
    ['another profile', workflow(`${started} --profile staging`)],
    ['another command', workflow('- run: supabase start\n- run: supabase db push')],
    ['the volumes of the stack', workflow('- run: supabase start\n- run: supabase stop --no-backup')],
    ['a machine of one’s own', workflow(started, 'self-hosted')],
    ['machines by labels', workflow(started, '[self-hosted, ubuntu-latest]')],
    ['a machine by an expression', workflow(started, `\${{ matrix.os }}`)],
    ['a label of one’s own', workflow(started, 'ubuntu-big')],
    ['two machines', workflow(`${started}\n    runs-on: ubuntu-latest`, 'self-hosted')],
    ['an engine elsewhere', workflow(started, 'ubuntu-latest', 'env:\n  DOCKER_HOST: tcp://10.0.0.7:2375\n')],
    ['an engine elsewhere, by its context', workflow(`- run: docker context use far\n${started}`)],
    ['another host for what is local', workflow(started, 'ubuntu-latest', 'env:\n  SUPABASE_SERVICES_HOSTNAME: db\n')],
    ['no jobs', started],
    [
      'jobs in one line',
      'jobs: { test: { runs-on: ubuntu-latest, steps: [{ run: supabase start }, { run: supabase db reset }] } }',
    ],
  ])('%s', (_, text) => {
    expect(stateOf(text)).toMatch(/^open: .* not by permahub ci$/);
  });

  test('the file of another service', () => {
    expect(stateOf(workflow(started), '.gitlab-ci.yml')).toBe('open: .gitlab-ci.yml:10: not by permahub ci');
  });

  test('beside a reset of the runner’s own stack, only the other is named', () => {
    expect(stateOf(workflow(`${started}\n- run: supabase db push --linked`))).toBe(
      `open: ${file}:11: not by permahub ci`,
    );
  });
});
