import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Era } from '../../../src/cli/types.ts';
import type { History } from '../../../src/target/sql/types.ts';
import { readWhatRuns } from '../../../src/target/sql/what-runs.ts';
import { readSurroundings } from '../../../src/target/surroundings.ts';
import { type Repository, repository } from '../../support/repository.ts';
import { invocation, refA } from '../fixtures.ts';

/** Perl's, which pg_prove is built on. */
const prove = '/usr/bin/prove';

let repo: Repository;
beforeEach(() => {
  repo = repository({ init: false });
  repo.write('supabase/config.toml', 'project_id = "shop"\n');
});
afterEach(() => repo.remove());

/** Sources in short: "kind file", then faults and what stops. */
async function runs(
  command: string,
  flags: readonly string[] = [],
  more: {
    era?: Era;
    operands?: string[];
    history?: History | null;
    stdin?: Buffer | null;
    below?: string;
    known?: boolean;
  } = {},
) {
  let asked = 0;
  const call = { ...invocation(more.era ?? 'v3', command, flags, more.operands), known: more.known ?? true };
  const env = { HOME: join(repo.folder, 'home'), PATH: '' };
  const cwd = join(repo.folder, more.below ?? '');
  const what = await readWhatRuns({
    invocation: call,
    surroundings: await readSurroundings({ cwd, env, invocation: call }),
    history: more.history ?? null,
    stdin: async () => {
      asked++;
      return more.stdin ?? null;
    },
    env,
  });
  return { what, asked, short: what.sources.map(({ kind, file }) => `${kind} ${file}`) };
}

const history = (...versions: string[]): History => ({ versions, seeds: new Map([['supabase/seed.sql', 'x']]) });

describe('without the history', () => {
  beforeEach(() => {
    for (const name of ['1_a', '2_b', '3_c']) repo.write(`supabase/migrations/${name}.sql`, `select '${name}';`);
    for (const name of ['roles', 'seed']) repo.write(`supabase/${name}.sql`, `select '${name}';`);
  });
  const all = ['1_a', '2_b', '3_c'].map((name) => `migration supabase/migrations/${name}.sql`);

  test.each([
    [
      'db push',
      ['include-roles', 'include-seed'],
      ['roles supabase/roles.sql', ...all, 'seed supabase/seed.sql'],
      'all',
    ],
    ['db push', [], all, 'all'],
    ['migration up', [], all, 'all'],
    ['migration down', ['last=2'], [...all, 'seed supabase/seed.sql'], 'all'],
    // A reset asks no history, so what it would run is known exactly. The local one makes a new cluster: roles first.
    ['db reset', [], ['roles supabase/roles.sql', ...all, 'seed supabase/seed.sql'], 'exact'],
    ['db reset', ['last=1', 'no-seed'], ['roles supabase/roles.sql', ...all.slice(0, 2)], 'exact'],
    ['db reset', ['remote=postgresql://db.example.com/app'], [...all, 'seed supabase/seed.sql'], 'exact'],
  ] as const)('%s %j runs %j (%s)', async (command, flags, sources, extent) => {
    const { what, short } = await runs(command, flags);
    expect(short).toEqual(sources);
    expect(what).toMatchObject({ extent, faults: [], stdin: null });
  });

  test('a CLI from before 2.100, which nobody ran here, is not believed to choose like the later ones', async () => {
    const { what, short } = await runs('db push', ['local'], { era: 'cobra', history: history('1') });
    expect(short).toEqual(all);
    expect(what.extent).toBe('all');
  });

  test('with it, only what is pending, with version and whole text', async () => {
    const { what } = await runs('db push', ['include-seed'], { history: history('1', '2') });
    const text = "select '3_c';";
    const from = {
      path: join(repo.folder, 'supabase/migrations/3_c.sql'),
      sha256: createHash('sha256').update(text).digest('hex'),
    };
    expect(what).toEqual({
      sources: [{ file: 'supabase/migrations/3_c.sql', kind: 'migration', version: '3', text, from }],
      extent: 'exact',
      faults: [],
      stdin: null,
    });
  });

  test('why the CLI would stop is said', async () => {
    const said = async (...of: Parameters<typeof runs>) => (await runs(...of)).what.stops;
    expect(await said('db push', [], { history: history('0', '1') })).toBe(
      'the database has migrations that supabase/migrations lacks: 0',
    );
    expect(await said('migration up', [], { history: history('2') })).toBe(
      'files stand before the last applied migration and need --include-all: 1_a.sql',
    );
    expect(await said('migration down', ['last=3'], { history: history('1', '2', '3') })).toBe(
      '--last must be smaller than the number of applied migrations, 3',
    );
    expect(await said('db reset', ['version=4'])).toBe('no file supabase/migrations/4_*.sql is there');
  });
});

describe('what cannot be read is a fault that names it', () => {
  test('bytes that are not UTF-8, among files that are', async () => {
    repo.write('supabase/migrations/1_a.sql', 'select 1;');
    writeFileSync(join(repo.folder, 'supabase/migrations/2_b.sql'), Buffer.from([0x73, 0xff]));
    writeFileSync(join(repo.folder, 'supabase/seed.sql'), Buffer.from([0xc3]));
    const { what, short } = await runs('db push', ['include-seed']);
    expect(short).toEqual(['migration supabase/migrations/1_a.sql']);
    expect(what.faults).toEqual(['supabase/migrations/2_b.sql is not UTF-8', 'supabase/seed.sql is not UTF-8']);
  });

  test('a folder of migrations that is a file, and a configuration that does not parse', async () => {
    repo.write('supabase/migrations', 'no folder');
    repo.write('supabase/config.toml', 'project_id = "shop"\n[db\n');
    expect((await runs('db push')).what.faults).toEqual(['supabase/config.toml cannot be parsed']);
    mkdirSync(join(repo.folder, 'other/supabase'), { recursive: true });
    symlinkSync('migrations', join(repo.folder, 'other/supabase/migrations'));
    expect((await runs('db push', [`workdir=${join(repo.folder, 'other')}`])).what.faults).toEqual([
      'supabase/migrations cannot be read (ELOOP)',
    ]);
  });

  test('a pipe is not emptied for the CLI', async () => {
    mkdirSync(join(repo.folder, 'supabase/migrations'));
    execFileSync('mkfifo', [join(repo.folder, 'supabase/migrations/1_pipe.sql'), join(repo.folder, 'q')]);
    expect((await runs('db push')).what.faults).toEqual(['supabase/migrations/1_pipe.sql is no plain file']);
    expect((await runs('db query', ['file=q'])).what.faults).toEqual(['q is no plain file']);
  });

  test('a file that its link does not lead to', async () => {
    symlinkSync('q.sql', join(repo.folder, 'q.sql'));
    expect((await runs('db query', ['file=q.sql'])).what.faults).toEqual(['q.sql cannot be read (ELOOP)']);
  });

  test('a dotenv value that refers to another variable', async () => {
    repo.write('supabase/.env', `PATHS=$HOME/x.sql\n`);
    repo.write('supabase/config.toml', 'project_id = "shop"\n[db.seed]\nsql_paths = ["env(PATHS)"]\n');
    expect((await runs('db push', ['include-seed'])).what.faults).toEqual([
      'PATHS in a dotenv file refers to another variable; write its value out',
    ]);
  });

  test('a dotenv file that is a folder, said once', async () => {
    mkdirSync(join(repo.folder, 'supabase/.env.local'));
    expect((await runs('db push')).what.faults).toEqual(['supabase/.env.local cannot be read (EISDIR)']);
  });

  test('which overrides a branch gets', async () => {
    repo.write('supabase/config.toml', `project_id = "shop"\n[remotes.x]\nproject_id = "${refA}"\n`);
    repo.write('supabase/.temp/project-ref', refA);
    expect((await runs('db push', ['remote=feature'])).what.faults).toEqual([
      'which of [remotes.*] applies to branch feature is known to the API alone',
    ]);
    expect((await runs('db push', ['remote'])).what.faults).toEqual([]);
  });

  test.each([
    ['db schema declarative sync', 'supabase db schema declarative sync makes its SQL while it runs'],
    ['bootstrap', 'supabase bootstrap runs the migrations of a template that is fetched while it runs'],
  ])('%s', async (command, fault) => {
    expect((await runs(command)).what).toMatchObject({ sources: [], faults: [fault] });
  });

  test('a command nobody knows', async () => {
    expect((await runs('db explode', [], { known: false })).what.faults).toEqual([
      'what supabase db explode would run is not known',
    ]);
  });
});

test.each(['migration repair', 'migration squash', 'db pull', 'db lint', 'secrets set'])(
  '%s runs no SQL of the project on its target',
  async (command) => {
    repo.write('supabase/migrations/1_a.sql', 'select 1;');
    expect((await runs(command)).what).toEqual({ sources: [], extent: 'exact', faults: [], stdin: null });
  },
);

describe('a query', () => {
  test('standard input is read only where it is the SQL, and kept byte for byte', async () => {
    const stdin = Buffer.from('\uFEFFselect 1;\r\n\0');
    const { what, asked } = await runs('db query', [], { stdin });
    expect(asked).toBe(1);
    expect(what.stdin).toBe(stdin);
    expect(what.sources).toEqual([{ file: 'standard input', kind: 'query', version: null, text: 'select 1;\r\n\0' }]);
    const argument = await runs('db query', [], { operands: ['select 2'], stdin });
    expect(argument.asked).toBe(0);
    expect(argument.what.stdin).toBeNull();
    expect(argument.what.sources).toEqual([
      { file: 'the command line', kind: 'query', version: null, text: 'select 2' },
    ]);
  });

  test('what is piped and is no text is a fault, and replayed all the same', async () => {
    const stdin = Buffer.from([0xff]);
    expect((await runs('db query', [], { stdin })).what).toMatchObject({
      faults: ['standard input is not UTF-8'],
      stdin,
    });
  });

  test('a terminal is not read', async () => {
    expect((await runs('db query', [], { stdin: null })).what).toMatchObject({
      sources: [],
      faults: ['standard input is a terminal: supabase db query reads no SQL from it'],
    });
  });

  test('a file goes by the project folder; with an argument 2.x runs the file and 3.x stops', async () => {
    repo.write('q.sql', 'select 3');
    repo.write('a/q.sql', 'select 4');
    const below = await runs('db query', ['file=q.sql'], { below: 'a' });
    expect(below.what.sources).toMatchObject([{ file: 'q.sql', text: 'select 3' }]);
    const [old, now] = await Promise.all(
      (['v2', 'v3'] as const).map((era) => runs('db query', ['file=q.sql'], { era, operands: ['select 5'] })),
    );
    expect(old?.what.sources).toMatchObject([{ text: 'select 3' }]);
    expect(now?.what).toMatchObject({ sources: [], stops: 'SQL is given as an argument and with --file' });
    expect((await runs('db query', ['file=gone.sql'])).what.faults).toEqual(['gone.sql cannot be read (ENOENT)']);
  });
});

describe('tests of a database', () => {
  test('the same files as the program behind pg_prove finds, in its order', async () => {
    const write = (path: string) => {
      mkdirSync(dirname(join(repo.folder, path)), { recursive: true });
      writeFileSync(join(repo.folder, path), '');
    };
    for (const name of ['b.sql', 'a.pg', 'c.txt', 'sub/d.sql', 'sub.sql', '.h.sql', '.hid/x.sql', 'd.SQL', 'xsql'])
      write(`supabase/tests/${name}`);
    write('else/e.sql');
    symlinkSync('../../else', join(repo.folder, 'supabase/tests/linked'));
    symlinkSync('..', join(repo.folder, 'supabase/tests/sub/up'));
    symlinkSync('nowhere.sql', join(repo.folder, 'supabase/tests/dangling.sql'));
    const proven = (...paths: string[]) =>
      execFileSync(prove, ['--dry', '-r', '--ext', '.pg', '--ext', '.sql', ...paths], {
        cwd: repo.folder,
        encoding: 'utf8',
      })
        .trim()
        .split('\n')
        .map((path) => `test ${path}`);
    const found = await runs('test db');
    expect(found.short).toEqual(proven('supabase/tests'));
    expect(found.what.faults).toEqual([]);
    const operands = ['supabase/tests/c.txt', 'else', 'supabase/tests/sub', 'else/e.sql'];
    expect((await runs('db test', [], { operands })).short).toEqual(proven(...operands));
  });

  test('named paths go by the working folder and must be there; without tests the CLI stops', async () => {
    repo.write('a/t.sql', '');
    expect((await runs('test db', [], { operands: ['t.sql', 'gone'], below: 'a' })).what).toMatchObject({
      sources: [{ file: 'a/t.sql' }],
      faults: ['a/gone cannot be read (ENOENT)'],
    });
    expect((await runs('test db')).what).toMatchObject({ sources: [], stops: 'there is no folder supabase/tests' });
  });
});
