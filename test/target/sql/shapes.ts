import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { refA } from '../fixtures.ts';
import { type Case, migrations, notes } from './real.ts';

/** One folder, one history, one command: what the guard says is compared with what the real CLI ran. */
export interface Shape {
  readonly files: Record<string, string>;
  readonly applied?: readonly string[];
  readonly config?: string;
  readonly argv: readonly string[];
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly more?: (made: Case) => void | Promise<void>;
  /** The CLI ends with 1, after it ran what is expected. */
  readonly fails?: true;
  /** What runs, where it matters to see it written. */
  readonly runs?: readonly string[];
  /** The CLI stops at what the guard cannot read, or does something it does not model: then only the fault is compared. */
  readonly faults?: readonly string[];
  /** Only asked what it would do: the run itself would fail. */
  readonly dry?: true;
  /** Run with both CLIs; the others take turns, for both choose alike where nothing else is said. */
  readonly both?: true;
}

const three = migrations('20240101000000_a.sql', '20240102000000_b.sql', '20240103000000_c.sql');
const push = ['db', 'push', '--yes'];
const up = ['migration', 'up', '--yes'];
const down = ['migration', 'down', '--yes'];
const reset = ['db', 'reset', '--yes'];
const query = ['db', 'query', '--yes'];
const seed = { 'supabase/seed.sql': notes('seed') };

export const shapes: Readonly<Record<string, Shape>> = {
  'everything on an empty database': {
    files: { ...three, ...seed, 'supabase/roles.sql': notes('roles') },
    argv: push,
    runs: ['20240101000000_a.sql', '20240102000000_b.sql', '20240103000000_c.sql'],
  },
  'roles, migrations, seeds': {
    files: { ...three, ...seed, 'supabase/roles.sql': notes('roles') },
    argv: [...push, '--include-roles', '--include-seed'],
    runs: ['roles', '20240101000000_a.sql', '20240102000000_b.sql', '20240103000000_c.sql', 'seed'],
    both: true,
  },
  'names that do not count': {
    files: {
      ...migrations('20211208000000_init.sql', '1_x.sql', '10_y.sql', '9_z.sql', 'x.sql', '5.sql', '7_.sql', '8_a.SQL'),
      'supabase/migrations/6_folder.sql/inner.sql': notes('inner'),
    },
    argv: push,
    runs: ['1_x.sql', '10_y.sql', '20211208000000_init.sql', '7_.sql', '9_z.sql'],
  },
  'an old first migration called init': {
    files: migrations('20211208000000_init.sql', '20240101000000_a.sql'),
    argv: push,
    runs: ['20240101000000_a.sql'],
  },
  'a newer first migration called init': { files: migrations('20211209000000_init.sql', '3_a.sql'), argv: push },
  'an old init behind a folder': {
    files: { ...migrations('20211208000000_init.sql'), 'supabase/migrations/0/x': '' },
    argv: push,
    runs: ['20211208000000_init.sql'],
  },
  'a link to a file, and a byte order mark': {
    files: { '1.sql': notes('linked'), 'supabase/migrations/1_a.sql': `\uFEFF${notes('marked')}` },
    more: ({ folder }) => symlinkSync(join(folder, '1.sql'), join(folder, 'supabase/migrations/2_l.sql')),
    argv: push,
    runs: ['marked', 'linked'],
  },
  'links that lead to a folder and nowhere': {
    files: { 'f/x': '', 'supabase/migrations/notes.txt': '' },
    more: ({ folder }) => {
      symlinkSync(join(folder, 'f'), join(folder, 'supabase/migrations/1_f.sql'));
      symlinkSync(join(folder, 'g'), join(folder, 'supabase/migrations/2_g.sql'));
    },
    argv: push,
    fails: true,
    faults: ['supabase/migrations/1_f.sql is no plain file', 'supabase/migrations/2_g.sql cannot be read (ENOENT)'],
  },
  'the same version twice': {
    files: migrations('1_a.sql', '1_b.sql', '2_c.sql'),
    applied: ['1'],
    argv: [...push, '--dry-run'],
    dry: true,
    runs: ['1_b.sql', '2_c.sql'],
  },
  'a late file': {
    files: three,
    applied: ['20240101000000', '20240103000000'],
    argv: push,
    fails: true,
    runs: [],
  },
  'a late file with --include-all': {
    files: { ...three, ...migrations('20240104000000_d.sql') },
    applied: ['20240101000000', '20240103000000'],
    argv: [...push, '--include-all'],
    runs: ['20240102000000_b.sql', '20240104000000_d.sql'],
    both: true,
  },
  'a version that is not here': { files: three, applied: ['2023'], argv: push, fails: true, runs: [] },
  'a last version that is not here, with --include-all': {
    files: three,
    applied: ['20240101000000', '20250101000000'],
    argv: [...push, '--include-all'],
    fails: true,
    runs: [],
  },
  'no folder of migrations': { files: seed, argv: [...push, '--include-seed'] },
  'migrations switched off': {
    files: { ...three, ...seed },
    config: '[db.migrations]\nenabled = false\n',
    argv: [...push, '--include-seed'],
    runs: ['seed'],
  },
  'seed patterns': {
    files: Object.fromEntries(
      ['seeds/b.sql', 'seeds/a.sql', 'seeds/deep/c.sql', 'seeds/d.txt', '[x].sql', '../outside.sql', 'seeds/ä.sql'].map(
        (name) => [`supabase/${name}`, notes(name)],
      ),
    ),
    config: `[db.seed]
      sql_paths = ["./seeds/[^a-y]?sql", "seeds/[b]*.sql", "./seeds", "../outside.sql", "**/c.sql", '\\[x].sql',
        "gone.sql", "gone/*.sql", "seeds//a.sql", "seeds/[z-a].sql"]\n`,
    argv: [...push, '--include-seed'],
    runs: ['seeds/ä.sql', 'seeds/b.sql', 'seeds/a.sql', 'seeds/deep/c.sql', '../outside.sql', '[x].sql'],
  },
  'a malformed seed pattern': {
    files: seed,
    config: '[db.seed]\nsql_paths = ["seeds/[z.sql"]\n',
    argv: [...push, '--include-seed'],
    faults: ['the seed pattern "supabase/seeds/[z.sql" cannot be expanded'],
  },
  'deep patterns go one folder at a time': {
    files: { 'supabase/a/b/1.sql': notes('1'), 'supabase/a/2.sql': notes('2'), 'supabase/3.sql': notes('3') },
    config: '[db.seed]\nsql_paths = ["./**/*.sql", "./a/**/*.sql"]\n',
    argv: [...push, '--include-seed'],
    runs: ['2', '1'],
  },
  'a folder of seeds with links': {
    files: { 'supabase/seeds/a.sql': notes('a'), 'x/b.sql': notes('b') },
    more: ({ folder }) => {
      symlinkSync(join(folder, 'x/b.sql'), join(folder, 'supabase/seeds/b.sql'));
      symlinkSync(join(folder, 'x'), join(folder, 'supabase/seeds/x'));
      symlinkSync(join(folder, 'x'), join(folder, 'supabase/linked'));
    },
    config: '[db.seed]\nsql_paths = ["seeds", "linked", "seeds/*"]\n',
    argv: [...push, '--include-seed'],
  },
  'a seed that ran, one that changed, one that is new': {
    files: { 'supabase/a.sql': notes('a'), 'supabase/b.sql': notes('b') },
    config: '[db.seed]\nsql_paths = ["*.sql"]\n',
    more: async ({ run, write, query }) => {
      await run([...push, '--include-seed']);
      write({ 'supabase/b.sql': notes('b changed'), 'supabase/c.sql': notes('c') });
      await query('truncate extensions.ran');
    },
    argv: [...push, '--include-seed'],
    runs: ['c'],
  },
  'seeds switched off': {
    files: seed,
    config: '[db.seed]\nenabled = false\n',
    argv: [...push, '--include-seed'],
    both: true,
  },
  'the first of two contrary flags': {
    files: { ...seed, 'supabase/roles.sql': notes('roles') },
    argv: [...push, '--no-include-seed', '--include-seed', '--include-roles', '--no-include-roles'],
    runs: ['roles'],
  },
  'variables over the configuration': {
    files: {
      ...three,
      ...seed,
      'supabase/x.sql': notes('x'),
      'supabase/.env': 'SUPABASE_DB_SEED_SQL_PATHS=./x.sql,seed.sql\n',
    },
    config: '[db.seed]\nenabled = "env(SEEDS)"\nsql_paths = ["seed.sql"]\n',
    env: { SEEDS: 'T', SUPABASE_DB_MIGRATIONS_ENABLED: '0', SUPABASE_DB_SEED_ENABLED: '' },
    argv: [...push, '--include-seed'],
    runs: ['x', 'seed'],
    both: true,
  },
  'a text and a number in the configuration': {
    files: { ...seed, 'supabase/j.sql': notes('j') },
    config: '[db.seed]\nenabled = 1\nsql_paths = "j.sql,seed.sql"\n',
    argv: [...push, '--include-seed'],
    runs: ['j', 'seed'],
  },
  'variables of dotenv files in the configuration': {
    files: { ...seed, 'supabase/j.sql': notes('j'), 'supabase/.env': 'J=j.sql\n', '.env.local': 'K=seed.sql\n' },
    config: '[db.seed]\nsql_paths = ["env(J)", "env(K)", "env(L)"]\n',
    argv: [...push, '--include-seed'],
    runs: ['j', 'seed'],
  },
  'config.json beside config.toml': {
    files: {
      ...seed,
      'supabase/j.sql': notes('j'),
      'supabase/config.json': '{"project_id": "shop", "db": {"seed": {"sql_paths": ["j.sql"]}}}',
    },
    argv: [...push, '--include-seed'],
    both: true,
  },
  'overrides of a project that a URL does not name': {
    files: three,
    config: `[remotes.x]\nproject_id = "${refA}"\n[remotes.x.db.migrations]\nenabled = false\n`,
    env: { SUPABASE_PROJECT_ID: refA },
    argv: push,
    both: true,
  },
  up: { files: { ...three, ...seed }, applied: ['20240101000000'], argv: up },
  'up where migrations are switched off': { files: three, config: '[db.migrations]\nenabled = false\n', argv: up },
  'up with a late file': { files: three, applied: ['20240102000000'], argv: up, fails: true, runs: [] },
  'up with a late file and --include-all': {
    files: three,
    applied: ['20240102000000'],
    argv: [...up, '--include-all'],
  },
  'down by one': {
    files: { ...three, ...seed, 'supabase/roles.sql': notes('roles') },
    applied: ['20240101000000', '20240102000000', '20240103000000'],
    more: async ({ query }) => {
      await query(`create table supabase_migrations.seed_files (path text primary key, hash text not null);
        insert into supabase_migrations.seed_files values ('supabase/seed.sql', 'another')`);
    },
    argv: down,
    runs: ['20240101000000_a.sql', '20240102000000_b.sql', 'seed'],
  },
  'down by everything': { files: three, applied: ['1', '2'], argv: [...down, '--last', '2'], fails: true, runs: [] },
  'down by nothing': { files: three, applied: ['1', '2'], argv: [...down, '--last', '0'], fails: true, runs: [] },
  'down to a version that is not here': { files: migrations('1_a.sql', '3_c.sql'), applied: ['2', '4'], argv: down },
  reset: {
    files: { ...three, ...seed, 'supabase/roles.sql': notes('roles') },
    applied: ['1'],
    argv: reset,
    runs: ['20240101000000_a.sql', '20240102000000_b.sql', '20240103000000_c.sql', 'seed'],
    both: true,
  },
  'reset to a version': { files: { ...three, ...seed }, argv: [...reset, '--version', '20240102000000', '--no-seed'] },
  'reset to a version that is not here': { files: three, argv: [...reset, '--version', '2024'], fails: true, runs: [] },
  'reset with --version and --last': {
    files: three,
    argv: [...reset, '--last', '0', '--version', '20240101000000'],
    fails: true,
    runs: [],
  },
  'reset to the first of two versions': {
    files: three,
    argv: [...reset, '--version', '20240101000000', '--version', '20240102000000'],
    runs: ['20240101000000_a.sql'],
    faults: ['--version is given more than once'],
  },
  'reset without the last': { files: three, argv: [...reset, '--last', '2'] },
  'reset without a number written oddly': {
    files: three,
    argv: [...reset, '--last', '1e0'],
    faults: ['--last 1e0 is not a whole number'],
  },
  'reset without any': { files: { ...three, ...seed }, argv: [...reset, '--last', '3'], runs: ['seed'] },
  'reset with other seeds': {
    files: { ...seed, 'supabase/x.sql': notes('x'), 'y.sql': notes('y') },
    config: '[db.seed]\nenabled = false\n',
    argv: [...reset, '--sql-paths', 'x.sql', '--sql-paths', '../y.sql'],
    runs: ['x', 'y'],
  },
  'reset where migrations are switched off': {
    files: { ...three, ...seed },
    config: '[db.migrations]\nenabled = false\n',
    argv: reset,
    runs: ['seed'],
  },
  'reset with seeds that ran before': {
    files: seed,
    more: async ({ run, query }) => {
      await run([...push, '--include-seed']);
      await query('truncate extensions.ran');
    },
    argv: reset,
    runs: ['seed'],
  },
  'reset of an experimental project': {
    files: { ...three, 'supabase/s.sql': notes('schema') },
    config: '[db.migrations]\nschema_paths = ["s.sql"]\n[experimental.pgdelta]\nenabled = false\n',
    env: { SUPABASE_EXPERIMENTAL: '1' },
    argv: reset,
    runs: ['schema'],
    faults: ['with --experimental the files of schema_paths may run instead of migrations'],
  },
  'a query': { files: {}, argv: [...query, notes('argument').trim()] },
  'a query of a file': { files: { 'sql/q.sql': notes('q') }, argv: [...query, '-f', 'sql/q.sql'] },
  'a query of standard input': { files: {}, argv: query, stdin: notes('piped'), runs: ['piped'], both: true },
  'a query of nothing': { files: {}, argv: query, stdin: ' \n', fails: true, runs: [] },
};
