import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { fetchTexts, isSharedName, shareText } from '../../src/target/git-blobs.ts';
import { fetchRequestFiles, pushRequestFile } from '../../src/target/git-requests.ts';
import { failureText } from '../../src/terminal/failure.ts';
import { type Repository, repository } from '../support/repository.ts';

const nonce = '0123456789abcdef0123456789abcdef';
const other = 'ffffffffffffffffffffffffffffffff';
const request = { name: `${nonce}.json`, text: '{"reason":"größer"}\n' };
const approval = { name: `${nonce}.approve.00112233445566aa.json`, text: 'approved\r\n' };
const denial = { name: `${nonce}.deny.ff112233445566aa.json`, text: 'denied\n' };

let upstream: Repository;
let ann: Repository;
let bob: Repository;
const remote = 'origin';
const refs = (repo: Repository) => repo.git('for-each-ref', '--format=%(refname)').split('\n').filter(Boolean);
const words = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error) => `${error.status} ${failureText(error)}`,
  );
const blob = (repo: Repository, text: string) => {
  writeFileSync(join(repo.folder, 'blob'), text);
  return repo.git('hash-object', '-w', 'blob');
};

beforeEach(() => {
  upstream = repository({ init: false });
  upstream.git('init', '-q', '--bare');
  [ann, bob] = [repository(), repository()];
  for (const { git } of [ann, bob]) git('remote', 'add', remote, upstream.folder);
});
afterEach(() => {
  for (const repo of [upstream, ann, bob]) repo.remove();
});

describe('requests and statements by git', () => {
  test('what one clone pushes another fetches, byte for byte, and no branch or file of either changes', async () => {
    for (const file of [request, approval, denial]) await pushRequestFile({ folder: ann.folder, remote, ...file });
    expect(refs(upstream)).toEqual([
      `refs/permahub/requests/${nonce}`,
      `refs/permahub/statements/${nonce}/${approval.name}`,
      `refs/permahub/statements/${nonce}/${denial.name}`,
    ]);
    expect(await fetchRequestFiles({ folder: bob.folder, remote, nonce })).toEqual({
      files: [request, approval, denial],
      moved: [],
    });
    expect(refs(bob)).toEqual(refs(upstream));
    expect(bob.git('status', '--porcelain')).toBe('');
  });

  test('pushing the same again is fine, and fetching again gives the same', async () => {
    await pushRequestFile({ folder: ann.folder, remote, ...request });
    await pushRequestFile({ folder: ann.folder, remote, ...request });
    for (const _ of [1, 2])
      expect(await fetchRequestFiles({ folder: bob.folder, remote, nonce: null })).toEqual({
        files: [request],
        moved: [],
      });
  });

  test('of one nonce only its own files are given', async () => {
    await pushRequestFile({ folder: ann.folder, remote, ...request });
    await pushRequestFile({ folder: ann.folder, remote, name: `${other}.json`, text: 'other\n' });
    expect((await fetchRequestFiles({ folder: bob.folder, remote, nonce: other })).files).toEqual([
      { name: `${other}.json`, text: 'other\n' },
    ]);
  });

  test('another text under a name that is taken is refused, here and on the remote, and the first one stays', async () => {
    await pushRequestFile({ folder: ann.folder, remote, ...request });
    const ref = `refs/permahub/requests/${nonce}`;
    for (const { folder } of [ann, bob]) {
      expect(await words(pushRequestFile({ folder, remote, ...request, text: 'forged\n' }))).toBe(
        `65 permahub: ${ref} is on the remote "origin" already, with other content. It was left as it is.
  Somebody replaced what was shared. Make a new request, and find out who wrote there.
`,
      );
    }
    expect(upstream.git('cat-file', 'blob', ref)).toBe(request.text.trim());
    expect(ann.git('cat-file', 'blob', ref)).toBe(request.text.trim());
  });

  test('a ref that was replaced on the remote is named, and the text fetched first stays', async () => {
    await pushRequestFile({ folder: ann.folder, remote, ...request });
    await fetchRequestFiles({ folder: bob.folder, remote, nonce });
    upstream.git('update-ref', `refs/permahub/requests/${nonce}`, blob(upstream, 'forged\n'));
    expect(await fetchRequestFiles({ folder: bob.folder, remote, nonce })).toEqual({
      files: [request],
      moved: [request.name],
    });
  });

  test('a ref that was taken away on the remote stays here: a denial cannot be fetched away', async () => {
    await pushRequestFile({ folder: ann.folder, remote, ...denial });
    await fetchRequestFiles({ folder: bob.folder, remote, nonce });
    upstream.git('update-ref', '-d', `refs/permahub/statements/${nonce}/${denial.name}`);
    expect((await fetchRequestFiles({ folder: bob.folder, remote, nonce })).files).toEqual([denial]);
  });

  test('names on the remote that are none of ours are never given, and no branch is fetched', async () => {
    const id = blob(upstream, 'x\n');
    for (const name of [
      'requests/short',
      `requests/${nonce}/inner`,
      `statements/${nonce}/x`,
      `statements/${other}/${approval.name}`,
      `statements/${nonce}/${nonce}.approve.short.json`,
      `statements/${nonce}/deeper/${approval.name}`,
    ])
      upstream.git('update-ref', `refs/permahub/${name}`, id);
    ann.write('a', '1');
    ann.commit();
    ann.git('push', '-q', remote, 'main');
    expect(await fetchRequestFiles({ folder: bob.folder, remote, nonce: null })).toEqual({ files: [], moved: [] });
    expect(refs(bob).filter((ref) => !ref.startsWith('refs/permahub/'))).toEqual([]);
    expect(refs(bob).filter((ref) => ref.includes('incoming'))).toEqual([]);
  });

  test('a ref that stands in the way of one of ours replaces nothing', async () => {
    await pushRequestFile({ folder: ann.folder, remote, ...request });
    await fetchRequestFiles({ folder: bob.folder, remote, nonce });
    upstream.git('update-ref', '-d', `refs/permahub/requests/${nonce}`);
    upstream.git('update-ref', `refs/permahub/requests/${nonce}/x`, blob(upstream, 'x\n'));
    expect((await fetchRequestFiles({ folder: bob.folder, remote, nonce })).files).toEqual([request]);
  });

  test('a commit in place of a text is no text', async () => {
    ann.write('a', '1');
    const commit = ann.commit();
    ann.git('push', '-q', remote, `${commit}:refs/permahub/requests/${nonce}`);
    expect((await fetchRequestFiles({ folder: bob.folder, remote, nonce })).files).toEqual([]);
  });

  test('a mirroring refspec in the settings of the clone writes nothing of ours', async () => {
    bob.git('config', 'remote.origin.fetch', '+refs/*:refs/*');
    await pushRequestFile({ folder: ann.folder, remote, ...request });
    await fetchRequestFiles({ folder: bob.folder, remote, nonce });
    upstream.git('update-ref', `refs/permahub/requests/${nonce}`, blob(upstream, 'forged\n'));
    expect((await fetchRequestFiles({ folder: bob.folder, remote, nonce })).files).toEqual([request]);
  });

  test.each([
    '../x.json',
    'x.json',
    `${nonce}.JSON`,
    `${nonce}.approve.json`,
    `${nonce}/x.json`,
    `${nonce}.approve.00112233445566aa.json.lock`,
    '',
  ])('the name "%s" is not pushed', async (name) => {
    await expect(pushRequestFile({ folder: ann.folder, remote, name, text: 'x' })).rejects.toThrow(
      'is no name of a request or a statement',
    );
    expect(refs(upstream)).toEqual([]);
  });
});

describe('texts that are shared', () => {
  test('anything small can be shared under a name of its own', async () => {
    await shareText({ folder: ann.folder, remote, name: 'tested/local/abc', text: '{"schema":1}\n' });
    expect(await fetchTexts({ folder: bob.folder, remote, under: 'tested' })).toEqual({
      texts: [{ name: 'tested/local/abc', text: '{"schema":1}\n' }],
      moved: [],
    });
  });

  test.each([
    ['tested', false],
    ['tested/x', true],
    ['tested/a.b/c_d-e', true],
    ['tested/../x', false],
    ['tested/.x', false],
    ['tested/x..y', false],
    ['tested/x.lock', false],
    ['tested/x.', false],
    ['tested//x', false],
    ['tested/x/', false],
    ['incoming/x', false],
    ['-x/y', false],
    ['tested/ü', false],
    ['tested/x y', false],
    ['tested/x\n', false],
  ])('the name %j is one: %s', (name, is) => {
    expect(isSharedName(name)).toBe(is);
  });

  test('a remote nobody named, an address or a flag is not contacted', async () => {
    for (const name of ['elsewhere', upstream.folder, '--upload-pack=touch x', 'ext::sh -c x'])
      expect(await words(fetchTexts({ folder: ann.folder, remote: name, under: 'tested' }))).toBe(
        `69 permahub: The repository in ${ann.folder} has no remote "${name}". Known: origin.
  Add it (git remote add), or name another.
`,
      );
  });

  test('a remote that cannot be reached says so, without the token of its address', async () => {
    ann.git('remote', 'set-url', remote, 'http://me:hunter2@127.0.0.1:9/x.git');
    const said = await words(shareText({ folder: ann.folder, remote, name: 'tested/x', text: 'x' }));
    expect(said.replace(/(port 9).*(:|\.)$/m, '$1.')).toBe(
      `69 permahub: git could not read the remote "origin": unable to access 'http://127.0.0.1:9/x.git/': Failed to connect to 127.0.0.1 port 9.
  Make sure that git can reach it (git ls-remote), then start again; or hand the file over another way.
`,
    );
  });

  test('a ref that came to the remote after it was looked at is not overwritten', async () => {
    const name = 'tested/x';
    await shareText({ folder: bob.folder, remote, name, text: 'first' });
    // Looking goes to another, empty repository: to us the ref is not there.
    const empty = repository({ init: false });
    onTestFinished(() => empty.remove());
    empty.git('init', '-q', '--bare');
    ann.git('remote', 'set-url', '--push', remote, upstream.folder);
    ann.git('remote', 'set-url', remote, empty.folder);
    await expect(shareText({ folder: ann.folder, remote, name, text: 'second' })).rejects.toMatchObject({
      code: 'remote-failed',
    });
    expect(upstream.git('cat-file', 'blob', `refs/permahub/${name}`)).toBe('first');
  });
});
