import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uncommitted } from '../../src/target/git.ts';
import { type Repository, repository } from '../support/repository.ts';

let repo: Repository;
beforeEach(() => {
  repo = repository();
});
afterEach(() => repo.remove());

const told = (...paths: string[]) =>
  uncommitted(
    repo.folder,
    paths.map((path) => join(repo.folder, path)),
  );

// Catches: SQL that nobody can find in git afterwards.
test('what HEAD holds byte for byte is committed; what is untracked, only added, ignored or changed is not', async () => {
  for (const file of ['a.sql', 'deep/b ä.sql', 'changed.sql', 'staged.sql']) repo.write(file, 'select 1;');
  repo.write('.gitignore', 'ignored.sql');
  repo.commit();
  repo.write('changed.sql', 'select 2;');
  repo.write('staged.sql', 'select 2;');
  repo.write('added.sql', 'select 1;');
  repo.git('add', 'staged.sql', 'added.sql');
  for (const file of ['new.sql', 'ignored.sql']) repo.write(file, 'select 1;');
  expect(await told('a.sql', 'deep/b ä.sql')).toEqual([]);
  expect(await told('a.sql', 'changed.sql', 'staged.sql', 'added.sql', 'new.sql', 'ignored.sql', 'new.sql')).toEqual([
    { file: 'changed.sql', why: 'changed since the commit' },
    { file: 'staged.sql', why: 'changed since the commit' },
    { file: 'added.sql', why: 'not committed' },
    { file: 'new.sql', why: 'not committed' },
    { file: 'ignored.sql', why: 'not committed' },
  ]);
});

// Catches: a mark in git's index that hides a change.
test('a file marked as unchanged is compared all the same', async () => {
  for (const file of ['a.sql', 'b.sql']) repo.write(file, 'select 1;');
  repo.commit();
  repo.git('update-index', '--assume-unchanged', 'a.sql');
  repo.git('update-index', '--skip-worktree', 'b.sql');
  for (const file of ['a.sql', 'b.sql']) repo.write(file, 'select 2;');
  expect(repo.git('status', '--porcelain')).toBe('');
  expect((await told('a.sql', 'b.sql')).map(({ why }) => why)).toEqual(Array(2).fill('changed since the commit'));
});

test('line endings that git itself turns are no change', async () => {
  repo.write('.gitattributes', '*.sql text eol=crlf');
  repo.write('a.sql', 'select 1;\r\n');
  repo.commit();
  expect(repo.git('cat-file', 'blob', 'HEAD:a.sql')).toBe('select 1;');
  expect(await told('a.sql')).toEqual([]);
});

test('a link is not what was committed under its name, and a file elsewhere is outside', async () => {
  const other = repository();
  try {
    symlinkSync(other.write('real.sql', 'select 1;'), join(repo.folder, 'link.sql'));
    repo.commit();
    expect(await told('link.sql')).toEqual([{ file: 'link.sql', why: 'changed since the commit' }]);
    const elsewhere = join(other.folder, 'real.sql');
    expect(await uncommitted(repo.folder, [elsewhere])).toEqual([{ file: elsewhere, why: 'outside the repository' }]);
  } finally {
    other.remove();
  }
});

test('before the first commit nothing is committed', async () => {
  repo.write('a.sql', 'select 1;');
  expect(await told('a.sql')).toEqual([{ file: 'a.sql', why: 'not committed' }]);
});
