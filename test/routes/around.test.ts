import { describe, expect, test } from 'vitest';
import { ciCalls, waysAround } from '../../src/routes/around.ts';

const path = 'a program named supabase, by its path';
const around: readonly (readonly [string, string | null])[] = [
  ['/usr/local/bin/supabase db reset', path],
  ['\t@/opt/homebrew/bin/supabase stop --no-backup', path],
  ['  run: ~/bin/supabase db push', path],
  ['cd app && "$HOME/go/bin/supabase" --debug db reset', path],
  ['exec ./tools/supabase migration up', path],
  ['node node_modules/supabase/dist/supabase.js db reset', "the package's own program, by its path"],
  ['./node_modules/supabase/bin/supabase db push', "the package's own program, by its path"],
  ['node_modules/@supabase/cli-linux-x64/bin/supabase db reset', "npm's native program, by its path"],
  ['supabase-go db reset', 'supabase-go, by its name'],
  ['docker volume rm -f supabase_db_shop', 'docker volume rm'],
  ['docker volume prune -f', 'docker volume prune'],
  ['docker system prune --all --volumes', 'docker system prune --volumes'],
  ['unset SUPABASE_CLI_BINARY_OVERRIDE', 'takes SUPABASE_CLI_BINARY_OVERRIDE away'],
  ['env -u SUPABASE_CLI_BINARY_OVERRIDE npx supabase db reset', 'takes SUPABASE_CLI_BINARY_OVERRIDE away'],
  ['SUPABASE_CLI_BINARY_OVERRIDE=/opt/real npx supabase db reset', 'sets SUPABASE_CLI_BINARY_OVERRIDE'],
  ['export SUPABASE_CLI_BINARY_OVERRIDE=~/.local/share/permahub/bin/supabase', null],
  ['supabase db reset', null],
  ['npx supabase db reset', null],
  ['./node_modules/.bin/supabase db reset', null],
  ['cp -r ./supabase db-copy', null],
  ['cd ./supabase', null],
  ['cat supabase/migrations/*.sql', null],
  ['psql -f ./supabase/seed.sql', null],
  ['# /usr/bin/supabase db reset', null],
  ['docker volume ls', null],
];

test.each(around)('%s', (line, way) => {
  expect(waysAround('run.sh', `#!/bin/sh\n${line}\n`)).toEqual(way === null ? [] : [{ file: 'run.sh', line: 2, way }]);
});

test('of package.json only its scripts are read', () => {
  const text = `{
  "description": "use /usr/bin/supabase db reset",
  "scripts": {
    "reset": "/usr/bin/supabase db reset",
    "push": "supabase db push"
  },
  "files": ["supabase-go"]
}`;
  expect(waysAround('app/package.json', text)).toEqual([{ file: 'app/package.json', line: 4, way: path }]);
});

describe('a CI file', () => {
  const file = '.github/workflows/deploy.yml';
  const calls: readonly (readonly [string, readonly (readonly [boolean, string])[]])[] = [
    ['- run: supabase db push --linked', [[false, 'db push --linked']]],
    ['- run: npx supabase@3 db reset && npx supabase test db', [[false, 'db reset']]],
    ['- run: permahub ci -- db push --linked', [[true, 'db push --linked']]],
    ['- run: npx --yes permahub@0.1.0 ci --request r.json -- db push', [[true, 'db push']]],
    [
      '- run: permahub ci -- db push; supabase migration up',
      [
        [true, 'db push'],
        [false, 'migration up'],
      ],
    ],
    ['- uses: supabase/setup-cli@v1', []],
    ['- run: ls supabase/migrations', []],
    ['# supabase db reset', []],
  ];
  test.each(calls)('%s', (line, expected) => {
    expect(ciCalls(file, line)).toEqual(
      expected.map(([guarded, argv]) => ({ file, line: 1, guarded, argv: argv.split(' ') })),
    );
  });
});
