import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checklists } from '../../src/checklists/items.ts';
import { newestRecord, writeRecord } from '../../src/guard/checklist-files.ts';
import { targetWord } from '../../src/guard/checklist-gate.ts';
import { refuseAtTarget } from '../../src/guard/refuse.ts';
import type { Task } from '../../src/guard/task.ts';
import { readGit } from '../../src/target/git.ts';
import { readSource } from '../../src/target/sql/source.ts';
import type { Target } from '../../src/target/types.ts';
import { type Repository, repository } from '../support/repository.ts';
import { chain, expectGolden } from './golden.ts';

let repo: Repository;
let backups: string;
beforeEach(() => {
  repo = repository();
  repo.write('.gitignore', 'backups\n');
  repo.write(file, 'create table public.tags (id int);');
  repo.commit();
  backups = join(repo.folder, 'backups/database');
});
afterEach(() => repo.remove());

const file = 'supabase/migrations/20990101000001_tags.sql';
const target = {
  ...{ kind: 'linked', environment: 'production', label: 'abcdefghijklmnopqrst', key: 'abcdefghijklmnopqrst' },
  ...{ projectRef: 'abcdefghijklmnopqrst', host: 'db.example.com', port: 5432, database: 'postgres', user: 'postgres' },
  notes: [],
} as unknown as Target;

/** A push whose target was read, and which somebody signed. */
async function push(more: { environment?: Target['environment']; command?: string } = {}): Promise<Task> {
  const read = readSource(join(repo.folder, file), { file, kind: 'migration', version: '20990101000001' });
  const sources = 'source' in read ? [read.source] : [];
  return {
    ...{ command: more.command ?? 'db push', shown: 'supabase db push', cli: null, facts: {} },
    target: { ...target, environment: more.environment ?? 'production' },
    decision: { verdict: 'guard', needs: ['backup', 'rehearsal'] },
    classification: { effect: 'changes', kind: 'schema-change', findings: [], safer: null },
    settings: { backups: { directory: backups } },
    git: await readGit(repo.folder),
    sql: { meaning: { what: { sources, extent: 'exact', faults: [], stdin: null } } },
  } as unknown as Task;
}

/** Goes through a checklist: every line done, but for those named. */
async function goThrough(kind: 'production' | 'reset', open: readonly string[] = []): Promise<string> {
  const at = new Date().toISOString();
  const sha256 = createHash('sha256').update('create table public.tags (id int);').digest('hex');
  return writeRecord(backups, {
    ...{ schema: 1, checklist: kind, target: target.key, at, by: 'Ann', commit: repo.git('rev-parse', 'HEAD') },
    migrations: { [file]: sha256 },
    items: checklists[kind].items.map(({ id, words }) => ({
      ...{ id, words, by: 'person', how: 'answered yes', detail: [], who: 'Ann', at },
      state: open.includes(id) ? 'open' : 'done',
    })),
  });
}

const refusal = async (task: Task) =>
  refuseAtTarget(task).then(
    () => null,
    (error: Error) => error.message,
  );

describe('a push to production', () => {
  // Catches: a production push that nobody prepared.
  test('is refused before its checklist is complete, and goes on after', async () => {
    const none = await refusal(await push());
    await goThrough('production', ['window']);
    const open = await refusal(await push());
    await expectGolden(`${none}\n\n${open}`, 'checklist-production-refused', [[/of \d{4}-[\dT:.-]+Z/g, 'of <time>']]);
    expect(chain(backups).map(({ kind, facts }) => [kind, facts.environment])).toEqual([
      ['refusal', 'production'],
      ['refusal', 'production'],
    ]);
    await goThrough('production');
    expect(await refusal(await push())).toBeNull();
    expect(await refusal(await push({ command: 'migration up' }))).toBeNull();
  });

  test('is refused again at another commit, even of other files', async () => {
    await goThrough('production');
    repo.write('README.md', 'New');
    repo.commit();
    expect(await refusal(await push())).toMatch(/is for commit [0-9a-f]{7}, and this is commit [0-9a-f]{7}\./);
  });

  test('needs none where nothing is pending, and other environments need none', async () => {
    const task = await push();
    const nothing = { ...task, sql: { meaning: { what: { sources: [], extent: 'exact', faults: [], stdin: null } } } };
    expect(await refusal(nothing as unknown as Task)).toBeNull();
    expect(await refusal(await push({ environment: 'staging' }))).toBeNull();
    expect(await refusal(await push({ environment: 'local' }))).toBeNull();
  });
});

describe('a reset', () => {
  test('of staging asks for the reset checklist, of the local stack for none', async () => {
    await goThrough('production');
    expect(await refusal(await push({ command: 'db reset', environment: 'local' }))).toBeNull();
    expect(await refusal(await push({ command: 'db reset', environment: 'staging' }))).toContain(
      '"Before Database Reset"',
    );
    await goThrough('reset');
    expect(await refusal(await push({ command: 'db reset', environment: 'staging' }))).toBeNull();
  });

  // Catches: a checklist that covers another database than is emptied.
  test('with a migration that changed since is refused', async () => {
    await goThrough('reset');
    repo.write(file, 'drop table public.users;');
    const reset = await push({ command: 'db reset', environment: 'staging' });
    expect(await refusal(reset)).toContain(`does not cover ${file}.`);
  });
});

describe('SQL that is not committed', () => {
  // Catches: a schema on staging that is in no commit.
  test('is refused on staging and production, and not on the local stack', async () => {
    await goThrough('production');
    repo.write(file, 'create table public.tags (id bigint);');
    const words: (string | null)[] = [];
    for (const environment of ['staging', 'production'] as const)
      words.push(await refusal(await push({ environment })));
    await expectGolden(words.join('\n\n'), 'uncommitted-refused', []);
    expect(await refusal(await push({ environment: 'local' }))).toBeNull();
    expect(await refusal(await push({ environment: 'staging', command: 'migration up' }))).toContain(
      'only committed SQL',
    );
    repo.commit();
    expect(await refusal(await push({ environment: 'staging' }))).toBeNull();
  });

  test('is everything where there is no git', async () => {
    const task = await push({ environment: 'staging' });
    const git = { ...task.git, root: null, commit: null };
    expect(await refusal({ ...task, git })).toContain(
      'On staging only committed SQL runs, and here is no git commit. Commit supabase/ to a git repository first.',
    );
  });
});

describe('the records', () => {
  test('are files of the person alone, and the newest of the target counts', async () => {
    const path = await goThrough('reset');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(backups, 'checklists')).mode & 0o777).toBe(0o700);
    await new Promise((done) => setTimeout(done, 5));
    await goThrough('reset', ['owner']);
    expect(newestRecord(backups, 'reset', target.key)?.items.find(({ id }) => id === 'owner')?.state).toBe('open');
    expect(newestRecord(backups, 'reset', 'another')).toBeNull();
    expect(newestRecord(backups, 'production', target.key)).toBeNull();
  });

  // Catches: a record that somebody else's link leads to.
  test('are neither written nor read through a link', async () => {
    const directory = join(backups, 'checklists');
    const path = await goThrough('reset');
    renameSync(path, join(backups, 'elsewhere.json'));
    symlinkSync(join(backups, 'elsewhere.json'), path);
    const read = () => newestRecord(backups, 'reset', target.key);
    expect(read).toThrow(`The checklists in ${directory} cannot be read: ${path} is a symbolic link.`);
    rmSync(directory, { recursive: true });
    symlinkSync(repo.folder, directory);
    expect(read).toThrow(`The checklists in ${directory} cannot be read: ${directory} is a symbolic link.`);
    await expect(goThrough('reset')).rejects.toThrow(
      `The checklist could not be recorded in ${directory}: ${directory} is a symbolic link.`,
    );
  });

  // Catches: a text under the name of a record that opens the way.
  test('that are none of ours do not count', async () => {
    mkdirSync(join(backups, 'checklists'), { recursive: true });
    writeFileSync(join(backups, 'checklists/reset_2.json'), '{"checklist":"reset"}\n');
    expect(newestRecord(backups, 'reset', target.key)).toBeNull();
  });
});

test.each<[Partial<Target>, string]>([
  [{ kind: 'local' }, 'local'],
  [{}, 'abcdefghijklmnopqrst'],
  [{ kind: 'branch', projectRef: null, label: 'feature' }, 'feature'],
  [{ kind: 'url', host: '::1', user: 'me@x' }, 'postgresql://me%40x@[::1]:5432/postgres'],
])('%j is named so that --target takes it', (more, word) => {
  expect(targetWord({ ...target, ...more })).toBe(word);
});
