import { afterEach, describe, expect, test } from 'vitest';
import { reviewedRef, reviewedSigners } from '../../src/guard/people.ts';
import { loadPolicy } from '../../src/policy/settings.ts';
import { committedFiles, readGit } from '../../src/target/git.ts';
import { type Repository, repository } from '../support/repository.ts';

const ann = { name: 'Ann', email: 'ann@example.com' };
const eve = { name: 'Eve', email: 'eve@example.com' };
const file = '.permahub/allowed_signers';
const approvals = { allowedSigners: file };

const made: Repository[] = [];
afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});
function make(options?: { init?: boolean }): Repository {
  const repo = repository(options);
  made.push(repo);
  return repo;
}
/** A team's repository whose main names Ann as owner. */
function team(): Repository {
  const repo = make();
  repo.write('.permahubrc.json', { owner: ann, approvals });
  repo.write(file, 'ann');
  repo.commit();
  return repo;
}
/** A clone of it; Eve's settings are committed here on top, on main. */
function clone(of: Repository, ...how: string[]): Repository {
  const repo = make({ init: false });
  repo.git('clone', '-q', ...how, `file://${of.folder}`, '.');
  repo.git('config', 'user.name', 'Eve');
  repo.git('config', 'user.email', 'eve@example.com');
  repo.write('.permahubrc.json', { owner: eve, approvals });
  repo.write(file, 'eve');
  repo.commit();
  return repo;
}
async function read({ folder }: Repository) {
  const git = await readGit(folder);
  const committed = committedFiles(folder);
  const { settings, origins } = await loadPolicy({ folder, git, committed });
  const signers = await reviewedSigners(settings, git, committed);
  const { notes } = settings;
  return { ref: reviewedRef(git), owner: settings.owner?.name ?? null, signers: signers?.text ?? null, notes, origins };
}

describe('owner and signers are those of', () => {
  const anns = (ref: string) => ({ ref, owner: 'Ann', signers: 'ann' });

  test('HEAD, in a repository without a remote, on a branch or detached', async () => {
    const repo = team();
    expect(await read(repo)).toMatchObject(anns('HEAD'));
    repo.git('switch', '-qc', 'feature');
    expect(await read(repo)).toMatchObject(anns('HEAD'));
    repo.git('switch', '-q', '--detach');
    expect(await read(repo)).toMatchObject(anns('HEAD'));
  });

  test("the remote's default branch, on a local branch that follows nothing, and detached", async () => {
    const repo = clone(team());
    repo.git('switch', '-qc', 'feature', '--no-track');
    expect(await read(repo)).toMatchObject(anns('origin/main'));
    repo.git('switch', '-q', '--detach');
    expect(await read(repo)).toMatchObject(anns('origin/main'));
  });

  test('the same in a shallow clone', async () => {
    const upstream = team();
    upstream.write('more', '');
    upstream.commit();
    const repo = clone(upstream, '--depth', '1');
    expect(repo.git('rev-parse', '--is-shallow-repository')).toBe('true');
    expect(await read(repo)).toMatchObject(anns('origin/main'));
  });

  test('the default branch whatever it is called, and whatever the remote is', async () => {
    const upstream = team();
    upstream.git('branch', '-m', 'main', 'trunk');
    expect(await read(clone(upstream, '-o', 'hub'))).toMatchObject(anns('hub/trunk'));
  });

  test("the remote that the branch follows, beside a fork of one's own", async () => {
    const upstream = team();
    const fork = clone(upstream);
    const repo = clone(upstream, '-o', 'upstream');
    repo.git('remote', 'add', 'origin', fork.folder);
    repo.git('fetch', '-q', 'origin');
    expect(await read(repo)).toMatchObject(anns('upstream/main'));
  });

  test('the remote, where nothing was committed here yet', async () => {
    const repo = make();
    repo.git('remote', 'add', 'origin', team().folder);
    repo.git('fetch', '-q', 'origin');
    expect(await read(repo)).toMatchObject(anns('origin/main'));
  });

  test('nobody, before the first commit and outside a repository', async () => {
    for (const repo of [make(), make({ init: false })]) {
      repo.write('.permahubrc.json', { owner: eve, approvals });
      repo.write(file, 'eve');
      expect(await read(repo)).toMatchObject({
        ...{ ref: null, owner: null, signers: null },
        origins: { committed: null, working: `${repo.folder}/.permahubrc.json`, here: [] },
      });
    }
  });

  test('HEAD, where the remote was never fetched', async () => {
    const repo = team();
    repo.git('remote', 'add', 'origin', '/nowhere');
    expect(await read(repo)).toMatchObject(anns('HEAD'));
  });
});

describe('allowed_signers of the working tree', () => {
  const notes = async (change: (repo: Repository) => void) => {
    const repo = team();
    change(repo);
    return (await read(repo)).notes;
  };
  test('says nothing while it is as committed, line ends apart', async () => {
    expect(await notes(() => undefined)).toEqual([]);
    const repo = team();
    repo.write(file, 'ann\n');
    repo.commit();
    repo.write(file, 'ann\r\n');
    expect((await read(repo)).notes).toEqual([]);
  });
  test('is ignored where it differs, also by a line, and that is said', async () => {
    expect(await notes((repo) => repo.write(file, 'ann\neve\n'))).toEqual([
      `${file} of the working tree is ignored: it differs from HEAD:${file}`,
    ]);
  });
  test('may be missing: the committed one counts', async () => {
    expect(await notes((repo) => repo.git('rm', '-q', '--cached', file) + repo.git('clean', '-qfd'))).toEqual([
      `${file} is missing in the working tree; HEAD:${file} still counts`,
    ]);
  });
  test('counts only once it is committed', async () => {
    const repo = make();
    repo.write('.permahubrc.json', { approvals });
    repo.commit();
    expect((await read(repo)).notes).toEqual([`approvals.allowedSigners names ${file}, and HEAD has no such file`]);
    repo.write(file, 'ann');
    expect(await read(repo)).toMatchObject({
      signers: null,
      notes: [`${file} of the working tree is ignored: it counts once HEAD has it`],
    });
  });
  test('never counts outside the repository', async () => {
    const repo = make();
    repo.write('.permahubrc.json', { approvals: { allowedSigners: '/etc/passwd' } });
    repo.commit();
    expect(await read(repo)).toMatchObject({
      signers: null,
      notes: ['approvals.allowedSigners names /etc/passwd, outside the repository: it does not count'],
    });
  });
});

test('what is obeyed from the working tree is named as such', async () => {
  const repo = team();
  repo.write('.permahubrc.json', {
    owner: ann,
    approvals,
    limits: { changedRows: 2 },
    environments: { production: { hosts: ['db.example.com'] } },
  });
  expect((await read(repo)).origins).toEqual({
    committed: 'HEAD:.permahubrc.json',
    working: `${repo.folder}/.permahubrc.json`,
    here: ['db.example.com', 'limits.changedRows'],
  });
});
