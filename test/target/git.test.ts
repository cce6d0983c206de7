import { afterEach, expect, test } from 'vitest';
import { committedFiles, isClean, readGit, signingKey } from '../../src/target/git.ts';
import { type Repository, repository } from '../support/repository.ts';

const made: Repository[] = [];
const make = (options?: { init?: boolean }) => {
  const repo = repository(options);
  made.push(repo);
  return repo;
};
afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

test('a repository says root, commit, branch, cleanness and who commits', async () => {
  const repo = make();
  repo.write('a/b.txt', 'one');
  const commit = repo.commit();
  const facts = {
    root: repo.folder,
    commit,
    branch: 'main',
    userName: 'Ann',
    userEmail: 'ann@example.com',
    upstreamDefault: null,
  };
  expect(await readGit(`${repo.folder}/a`)).toEqual(facts);
  expect(await isClean(repo.folder)).toBe(true);
  repo.write('new.txt', 'untracked');
  expect(await isClean(repo.folder)).toBe(false);
});

test('a repository without a commit has no commit and no cleanness of its own making', async () => {
  const repo = make();
  expect(await readGit(repo.folder)).toMatchObject({ root: repo.folder, commit: null, branch: 'main' });
  expect(await isClean(repo.folder)).toBe(true);
});

test('the key git signs with is given as it is written, null when there is none', async () => {
  const repo = make();
  expect(await signingKey(repo.folder)).toBe(null);
  repo.git('config', 'user.signingkey', '~/.ssh/id_work.pub');
  expect(await signingKey(repo.folder)).toBe('~/.ssh/id_work.pub');
});

test('a detached head has no branch', async () => {
  const repo = make();
  repo.write('a', '1');
  const commit = repo.commit();
  repo.git('checkout', '-q', '--detach');
  expect(await readGit(repo.folder)).toMatchObject({ commit, branch: null });
});

test('outside a repository, and in a folder that does not exist, everything about the repository is null', async () => {
  const plain = make({ init: false });
  const nothing = { root: null, commit: null, branch: null, upstreamDefault: null };
  expect(await readGit(plain.folder)).toMatchObject(nothing);
  expect(await readGit(`${plain.folder}/nowhere`)).toMatchObject(nothing);
  expect(await isClean(plain.folder)).toBeNull();
});

test('the upstream default branch is what the remote says, else its main or master', async () => {
  const upstream = make();
  upstream.write('a', '1');
  upstream.commit();
  upstream.git('branch', '-m', 'trunk');
  const clone = make();
  clone.git('remote', 'add', 'origin', upstream.folder);
  expect(await readGit(clone.folder)).toMatchObject({ upstreamDefault: null });
  clone.git('fetch', '-q', 'origin');
  clone.git('update-ref', 'refs/remotes/origin/master', 'refs/remotes/origin/trunk');
  expect(await readGit(clone.folder)).toMatchObject({ upstreamDefault: 'origin/master' });
  clone.git('remote', 'set-head', 'origin', 'trunk');
  expect(await readGit(clone.folder)).toMatchObject({ upstreamDefault: 'origin/trunk' });
});

test("the branch's own remote comes first, then origin, then the first by name, whatever dots a name holds", async () => {
  const upstream = make();
  upstream.write('a', '1');
  upstream.commit();
  const clone = make();
  for (const name of ['eu.north', 'b', 'origin']) {
    clone.git('remote', 'add', name, upstream.folder);
    clone.git('fetch', '-q', name);
  }
  const upstreamDefault = async () => (await readGit(clone.folder)).upstreamDefault;
  expect(await upstreamDefault()).toBe('origin/main');
  clone.git('remote', 'remove', 'origin');
  expect(await upstreamDefault()).toBe('b/main');
  clone.git('reset', '-q', '--hard', 'b/main');
  clone.git('branch', '-q', '--set-upstream-to', 'eu.north/main');
  expect(await upstreamDefault()).toBe('eu.north/main');
});

test('GIT_DIR and its like do not make another repository answer', async () => {
  const other = make();
  other.write('a', '1');
  other.commit();
  const plain = make({ init: false });
  const variables = {
    GIT_DIR: `${other.folder}/.git`,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'user.email',
    GIT_CONFIG_VALUE_0: 'owner@example.com',
  };
  Object.assign(process.env, variables, { PAGER: 'less', EDITOR: 'vi' });
  try {
    const facts = await readGit(plain.folder);
    expect(facts).toMatchObject({ root: null, commit: null });
    expect(facts.userEmail).not.toBe('owner@example.com');
    expect((await readGit(other.folder)).commit).toMatch(/^[0-9a-f]{40}$/);
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
  }
});

test('committed files are read as committed, byte for byte, not as they stand in the working tree', async () => {
  const repo = make();
  repo.write('rc.json', '{"a":1}\n\n');
  repo.commit();
  repo.write('rc.json', '{"a":2}');
  const files = committedFiles(repo.folder);
  expect(await files.existing('HEAD', ['rc.json', 'other.json'])).toEqual(['rc.json']);
  expect(await files.read('HEAD', 'rc.json')).toBe('{"a":1}\n\n');
  expect(await files.read('HEAD', 'other.json')).toBeNull();
  expect(await files.read('origin/main', 'rc.json')).toBeNull();
  expect(await files.existing('origin/main', ['rc.json'])).toEqual([]);
});
