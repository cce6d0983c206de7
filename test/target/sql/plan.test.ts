import { expect, test } from 'vitest';
import { planOf } from '../../../src/target/sql/plan.ts';
import { invocation, refA, refB } from '../fixtures.ts';

const both = ['v2', 'v3'] as const;
const remote = (db: object) => ({ remotes: { x: { project_id: refA, db } } });

/** `plan`: migrations on or off, seeds on or off, patterns; [for 2.x, for 3.x] where they differ. */
test.each<{
  name: string;
  document?: object;
  ref?: string;
  variables?: Record<string, string>;
  command?: string;
  flags?: string[];
  plan: string | readonly [string, string];
}>([
  { name: 'nothing', plan: 'on on supabase/seed.sql' },
  {
    name: 'a list',
    document: { db: { seed: { sql_paths: ['./a.sql', '/b.sql', '../c/*'] } } },
    plan: 'on on supabase/a.sql /b.sql c/*',
  },
  { name: 'no list', document: { db: { seed: { sql_paths: [] } } }, plan: 'on on ' },
  { name: 'two texts in one', document: { db: { seed: { sql_paths: 'a,b' } } }, plan: 'on on supabase/a supabase/b' },
  {
    name: 'a number in the list',
    document: { db: { seed: { sql_paths: [1] } } },
    plan: 'on on  FAULT db.seed.sql_paths is no list of texts',
  },
  {
    name: 'a word that is no boolean',
    document: { db: { seed: { enabled: 'yes' } } },
    plan: 'on on supabase/seed.sql FAULT db.seed.enabled is neither true nor false',
  },
  {
    name: 'an unset env()',
    document: { db: { migrations: { enabled: 'env(M)' } } },
    plan: 'on on supabase/seed.sql FAULT db.migrations.enabled is neither true nor false',
  },
  {
    name: 'a set env()',
    document: { db: { migrations: { enabled: 'env(M)' } } },
    variables: { M: 'false' },
    plan: 'off on supabase/seed.sql',
  },
  {
    name: 'another project',
    document: remote({ migrations: { enabled: false } }),
    ref: refB,
    plan: 'on on supabase/seed.sql',
  },
  {
    name: 'the project of [remotes.x]: seeds off unless it says so',
    document: remote({ migrations: { enabled: false } }),
    ref: refA,
    plan: 'off off supabase/seed.sql',
  },
  {
    name: 'seeds switched on in [remotes.x]',
    document: { db: { seed: { enabled: false, sql_paths: ['a'] } }, ...remote({ seed: { enabled: true } }) },
    ref: refA,
    plan: 'on on supabase/a',
  },
  {
    name: 'paths of [remotes.x]',
    document: { db: { seed: { sql_paths: ['a'] } }, ...remote({ seed: { enabled: true, sql_paths: ['b'] } }) },
    ref: refA,
    plan: 'on on supabase/b',
  },
  {
    name: 'variables against [remotes.x]',
    document: remote({ seed: { sql_paths: ['b'] } }),
    ref: refA,
    variables: { SUPABASE_DB_SEED_ENABLED: '1', SUPABASE_DB_SEED_SQL_PATHS: 'c,d' },
    plan: ['on off supabase/b', 'on on supabase/c supabase/d'],
  },
  {
    name: 'a variable for what [remotes.x] leaves open',
    document: remote({}),
    ref: refA,
    variables: { SUPABASE_DB_MIGRATIONS_ENABLED: 'F' },
    plan: 'off off supabase/seed.sql',
  },
  {
    name: 'a variable names the project of [remotes.x]',
    document: remote({ migrations: { enabled: false } }),
    ref: refB,
    variables: { SUPABASE_REMOTES_X_PROJECT_ID: refB },
    plan: 'off off supabase/seed.sql',
  },
  {
    name: 'env() names no project of [remotes.x]',
    document: { remotes: { x: { project_id: 'env(REF)', db: { migrations: { enabled: false } } } } },
    ref: refA,
    variables: { REF: refA },
    plan: 'on on supabase/seed.sql',
  },
  {
    name: 'two [remotes.*] of one project',
    document: { remotes: { x: { project_id: refA }, y: { project_id: refA } } },
    ref: refA,
    plan: 'on off supabase/seed.sql FAULT [remotes.x] and [remotes.y] name the same project',
  },
  {
    name: '--include-seed',
    command: 'db push',
    flags: ['include-seed'],
    document: { db: { seed: { enabled: false } } },
    plan: ['on off supabase/seed.sql', 'on on supabase/seed.sql'],
  },
  { name: '--no-seed', command: 'db reset', flags: ['no-seed'], plan: 'on off supabase/seed.sql' },
  {
    name: '--sql-paths',
    command: 'db reset',
    flags: ['sql-paths=./x.sql', 'sql-paths=/y.sql'],
    document: { db: { seed: { enabled: false } } },
    plan: 'on on supabase/x.sql /y.sql',
  },
])('$name', ({ document = {}, ref = null, variables = {}, command = 'db push', flags = [], plan }) => {
  for (const [at, era] of both.entries()) {
    const found = planOf({
      invocation: invocation(era, command, flags),
      document,
      projectRef: ref,
      variable: (name) => variables[name],
    });
    const words = [found.migrations, found.seeds].map((on) => (on ? 'on' : 'off'));
    const faults = found.faults.map((fault) => ` FAULT ${fault}`);
    expect(`${words.join(' ')} ${found.seedPaths.join(' ')}${faults.join('')}`, era).toBe(
      typeof plan === 'string' ? plan : plan[at],
    );
  }
});
