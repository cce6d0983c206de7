import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Project } from '../../src/commands/project.ts';
import { fetchEvidence, shareEvidence } from '../../src/commands/shared-evidence.ts';
import { readGit } from '../../src/target/git.ts';
import { type Repository, repository } from '../support/repository.ts';

const file = 'supabase/migrations/20260101000000_a.sql';
const migrations = { [file]: 'a'.repeat(64) };
const at = '2026-01-02T03:04:05.678Z';
const local = { kind: 'tested', at, by: 'Ann', target: 'local:shop' } as const;
const untested = { kind: 'untested', files: [file] } as const;

let ann: Repository;
let ben: Repository;
let bare: Repository;
const home = process.env.HOME;

/** A repository whose origin is the bare one, and whose home holds a key of this name. */
function desk(name: string): Repository {
  const repo = repository();
  repo.git('config', 'user.email', `${name}@example.com`);
  mkdirSync(join(repo.folder, '.home/.ssh'), { recursive: true, mode: 0o700 });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(repo.folder, '.home/.ssh/id_ed25519')]);
  repo.write('.gitignore', '.home\n');
  repo.git('remote', 'add', 'origin', bare.folder);
  return repo;
}
const line = (name: string, { folder }: Repository) =>
  `${name}@example.com ${readFileSync(join(folder, '.home/.ssh/id_ed25519.pub'), 'utf8')}`;

async function projectOf(repo: Repository): Promise<Project> {
  process.env.HOME = join(repo.folder, '.home');
  return {
    settings: { approvals: { allowedSigners: join(repo.folder, 'signers') } },
    git: await readGit(repo.folder),
    surroundings: { workdir: repo.folder },
    flags: [],
  } as unknown as Project;
}

beforeAll(() => {
  bare = repository({ init: false });
  bare.git('init', '-q', '--bare');
  [ann, ben] = [desk('ann'), desk('ben')];
  for (const repo of [ann, ben]) {
    repo.write('signers', line('ann', ann) + line('ben', ben));
    repo.commit();
  }
});
afterAll(() => {
  process.env.HOME = home;
  for (const repo of [ann, ben, bare]) repo?.remove();
});

// Catches: a colleague's test that never arrives, or arrives for another environment.
test('what was tested on one machine counts on another, signed by who tested it', async () => {
  const shared = await shareEvidence(await projectOf(ann), 'origin', {
    migrations,
    tested: { local, staging: untested },
    key: null,
  });
  expect(shared).toEqual(['local']);
  expect(await fetchEvidence(await projectOf(ben), 'origin')).toEqual({
    applied: [
      {
        ...{ file, sha256: 'a'.repeat(64), environment: 'local', at, by: 'ann@example.com' },
        target: 'a local database of a colleague',
      },
    ],
    ignored: [],
  });
});

// Catches: evidence of somebody who has left.
test('what somebody signed who is no longer in the reviewed file does not count, and is said', async () => {
  ben.write('signers', line('ben', ben));
  ben.commit();
  const { applied, ignored } = await fetchEvidence(await projectOf(ben), 'origin');
  expect(applied).toEqual([]);
  expect(ignored).toEqual([
    expect.stringMatching(/^refs\/permahub\/tested\/\S+: allowed_signers holds no such key of ann@example\.com$/),
  ]);
});

test('nothing that was not tested is shared, and outside a repository nothing is', async () => {
  const nothing = { migrations, tested: { local: untested, staging: untested }, key: null };
  expect(await shareEvidence(await projectOf(ben), 'origin', nothing)).toEqual([]);
  rmSync(join(ben.folder, '.git'), { recursive: true });
  await expect(fetchEvidence(await projectOf(ben), 'origin')).rejects.toMatchObject({ code: 'remote-unknown' });
});
