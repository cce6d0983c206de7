import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { getDefaultSearchPlaces } from 'cosmiconfig';
import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Failure } from '../../src/failures.ts';
import { loadSettings } from '../../src/policy/settings.ts';
import { places, runsCode } from '../../src/policy/settings-places.ts';
import { parseSettings, settingsSchema, sizeInBytes } from '../../src/policy/settings-schema.ts';
import { committedFiles, readGit } from '../../src/target/git.ts';
import { type Repository, repository } from '../support/repository.ts';

const refA = 'aaaaaaaaaaaaaaaaaaaa';
const refB = 'bbbbbbbbbbbbbbbbbbbb';
const ann = { name: 'Ann', email: 'ann@example.com' };
const eve = { name: 'Eve', email: 'eve@example.com' };
const none = { projectRefs: [], hosts: [], branches: [] };
const top = resolve(import.meta.dirname, '../..');

const made: Repository[] = [];
afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});
function make(options?: { init?: boolean }): Repository {
  const repo = repository(options);
  made.push(repo);
  return repo;
}
async function load(folder: string) {
  return loadSettings({ folder, git: await readGit(folder), committed: committedFiles(folder) });
}
async function failure(folder: string) {
  const error = await load(folder).then(
    () => new Error('nothing failed'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw error;
  return { status: error.status, says: error.message, hint: error.hint };
}

describe('settings that hold', () => {
  test('without a file they are the built-in ones', async () => {
    const repo = make();
    expect(await load(repo.folder)).toEqual({
      owner: null,
      cli: null,
      backups: {
        directory: `${repo.folder}/backups/database`,
        archive: `${repo.folder}/backups/database/archive`,
        maxAgeSeconds: 86_400,
        keepLast: 10,
        preMigrationDays: 30,
        archiveAfterDays: 30,
        afterMigration: false,
        parallel: null,
        vault: null,
      },
      limits: { changedRows: 10 },
      postgres: { tools: null, scratch: 'own', bin: null },
      environments: { staging: none, production: none },
      approvals: { allowedSigners: null },
      contacts: {},
      sources: [],
      notes: [],
    });
  });

  test('a committed file holds whole, its paths against its own folder', async () => {
    const repo = make();
    const file = repo.write('.permahubrc.json', {
      owner: ann,
      cli: './tools/supabase',
      backups: {
        directory: '../vault',
        archive: '../cold',
        maxAge: '7d',
        keepLast: 3,
        preMigrationDays: 60,
        archiveAfterDays: 90,
        afterMigration: true,
        parallel: { above: '20 GB', jobs: 8 },
        vault: { repository: '../safe', passwordFile: '.secrets/vault' },
      },
      limits: { changedRows: 3 },
      postgres: { tools: 'native', scratch: 'createdb', bin: 'pg/bin' },
      environments: {
        staging: { projectRefs: [refA], hosts: ['127.0.0.1:5433', '[::1]:5433'], branches: ['feat'] },
        production: { projectRefs: [refB], hosts: ['db.example.com'] },
      },
      approvals: { allowedSigners: '.permahub/allowed_signers' },
      contacts: { 'Database issues': 'ann@example.com' },
    });
    repo.commit();
    repo.write('app/x', '');
    expect(await load(`${repo.folder}/app`)).toEqual({
      owner: ann,
      cli: `${repo.folder}/tools/supabase`,
      backups: {
        directory: resolve(repo.folder, '../vault'),
        archive: resolve(repo.folder, '../cold'),
        maxAgeSeconds: 604_800,
        keepLast: 3,
        preMigrationDays: 60,
        archiveAfterDays: 90,
        afterMigration: true,
        parallel: { above: 20e9, jobs: 8 },
        vault: {
          repository: resolve(repo.folder, '../safe'),
          passwordFile: `${repo.folder}/.secrets/vault`,
          passwordCommand: null,
        },
      },
      limits: { changedRows: 3 },
      postgres: { tools: 'native', scratch: 'createdb', bin: `${repo.folder}/pg/bin` },
      environments: {
        staging: { projectRefs: [refA], hosts: ['127.0.0.1:5433', '[::1]:5433'], branches: ['feat'] },
        production: { projectRefs: [refB], hosts: ['db.example.com'], branches: [] },
      },
      approvals: { allowedSigners: `${repo.folder}/.permahub/allowed_signers` },
      contacts: { 'Database issues': 'ann@example.com' },
      sources: [file, 'HEAD:.permahubrc.json'],
      notes: ['approvals.allowedSigners names .permahub/allowed_signers, and HEAD has no such file'],
    });
  });

  test.each([
    ['.permahubrc', 'backups:\n  keepLast: 3\n'],
    ['.permahubrc.yaml', 'backups: {keepLast: 3}\n'],
    ['.permahubrc.yml', 'backups: {keepLast: 3}\n'],
    ['.config/permahubrc.json', '{"backups":{"keepLast":3}}'],
    ['.config/permahubrc', '{"backups":{"keepLast":3}}'],
    ['package.json', '{"name":"x","permahub":{"backups":{"keepLast":3}}}'],
  ])('%s is a place for them', async (place, text) => {
    const repo = make();
    repo.write(place, text);
    repo.commit();
    const settings = await load(repo.folder);
    expect(settings.backups.keepLast).toBe(3);
    expect(settings.sources).toEqual([`${repo.folder}/${place}`, `HEAD:${place}`]);
  });

  test('a relative directory in .config is against the folder above', async () => {
    const repo = make();
    repo.write('.config/permahubrc.json', { backups: { directory: 'b' } });
    expect((await load(repo.folder)).backups.directory).toBe(`${repo.folder}/b`);
  });

  test("code is never run for settings: JavaScript is ignored and said, cosmiconfig's own configuration is not read", async () => {
    const repo = make();
    const trap = `require("node:fs").writeFileSync(${JSON.stringify(`${repo.folder}/ran`)}, "")`;
    for (const place of [
      '.permahubrc.js',
      'permahub.config.cjs',
      '.config/permahubrc.cjs',
      '.config/config.cjs',
      '.config/config.js',
    ])
      repo.write(place, trap);
    repo.write('package.json', { cosmiconfig: { searchPlaces: ['evil.json'] } });
    repo.write('evil.json', { backups: { keepLast: 3 } });
    const settings = await load(repo.folder);
    expect(settings.backups.keepLast).toBe(10);
    expect([...settings.notes].sort()).toEqual(
      ['.config/permahubrc.cjs', '.permahubrc.js', 'permahub.config.cjs'].map(
        (name) => `${repo.folder}/${name} is ignored: settings are data, never code`,
      ),
    );
    expect(() => readFileSync(`${repo.folder}/ran`)).toThrow('ENOENT');
  });

  test('outside a repository only the folder itself is searched', async () => {
    const plain = make({ init: false });
    plain.write('.permahubrc.json', { backups: { keepLast: 3 } });
    plain.write('app/x', '');
    expect((await load(plain.folder)).backups.keepLast).toBe(3);
    expect((await load(`${plain.folder}/app`)).sources).toEqual([]);
  });
});

describe('what bears policy counts as committed', () => {
  const loose = {
    owner: ann,
    cli: '/usr/bin/supabase',
    environments: { staging: { projectRefs: [refA] } },
    approvals: { allowedSigners: 's' },
  };

  test('nothing committed: none of it counts, and that is said', async () => {
    const repo = make();
    repo.write('.permahubrc.json', loose);
    expect(await load(repo.folder)).toMatchObject({
      owner: null,
      cli: null,
      environments: { staging: none, production: none },
      approvals: { allowedSigners: null },
      notes: [
        'owner of the working tree is ignored: it counts once it is committed',
        'cli of the working tree is ignored: it counts once it is committed',
        'approvals.allowedSigners of the working tree is ignored: it counts once it is committed',
        `staging ${refA} of the working tree is ignored: it counts once it is committed`,
      ],
    });
  });

  test('outside git: none of it counts', async () => {
    const plain = make({ init: false });
    plain.write('.permahubrc.json', loose);
    expect(await load(plain.folder)).toMatchObject({ owner: null, cli: null, environments: { staging: none } });
  });

  test('a production entry needs no commit: it is stricter', async () => {
    const repo = make();
    repo.write('.permahubrc.json', { environments: { production: { hosts: ['db.example.com'] } } });
    expect(await load(repo.folder)).toMatchObject({
      environments: { production: { hosts: ['db.example.com'] } },
      notes: ['production db.example.com is added by the working tree'],
    });
  });

  test('the working tree may be stricter, never looser, and every difference is said', async () => {
    const repo = make();
    repo.write('.permahubrc.json', {
      owner: ann,
      cli: '/usr/bin/supabase',
      environments: { staging: { projectRefs: [refA], branches: ['feat'] }, production: { hosts: ['db.example.com'] } },
    });
    repo.commit();
    repo.write('.permahubrc.json', {
      owner: eve,
      environments: { staging: { projectRefs: [refB], branches: ['feat'] }, production: { branches: ['main'] } },
    });
    const settings = await load(repo.folder);
    expect(settings.owner).toEqual(ann);
    expect(settings.cli).toBe('/usr/bin/supabase');
    expect(settings.environments).toEqual({
      staging: { projectRefs: [], hosts: [], branches: ['feat'] },
      production: { projectRefs: [], hosts: ['db.example.com'], branches: ['main'] },
    });
    expect(settings.notes).toEqual([
      'owner of the working tree is ignored: it differs from HEAD:.permahubrc.json',
      'cli is missing in the working tree; HEAD:.permahubrc.json still counts',
      `staging ${refB} of the working tree is ignored: it differs from HEAD:.permahubrc.json`,
      `staging ${refA} is taken away by the working tree: it counts as production`,
      'production db.example.com is missing in the working tree; HEAD:.permahubrc.json still counts',
      'production main is added by the working tree',
    ]);
  });

  test.each([
    [
      { committed: 3, working: 10 },
      3,
      ['limits.changedRows of the working tree is ignored: it differs from HEAD:.permahubrc.json'],
    ],
    [{ committed: 3, working: 0 }, 0, ['limits.changedRows is lowered to 0 by the working tree']],
    [{ committed: 3, working: 3 }, 3, []],
    [
      { committed: 3, working: null },
      3,
      ['limits.changedRows is missing in the working tree; HEAD:.permahubrc.json still counts'],
    ],
    [{ committed: null, working: 2 }, 2, ['limits.changedRows is lowered to 2 by the working tree']],
    [{ committed: null, working: 10 }, 10, []],
    [{ committed: null, working: null }, 10, []],
  ])('the limit of changed rows can only be lowered: %j is %i', async ({ committed, working }, wanted, notes) => {
    const repo = make();
    const limit = (rows: number | null) => (rows === null ? {} : { limits: { changedRows: rows } });
    repo.write('.permahubrc.json', limit(committed));
    repo.commit();
    repo.write('.permahubrc.json', limit(working));
    expect(await load(repo.folder)).toMatchObject({ limits: { changedRows: wanted }, notes });
  });

  test('a deleted file takes its staging entries away and leaves the rest', async () => {
    const repo = make();
    repo.write('.permahubrc.json', {
      owner: ann,
      environments: { staging: { hosts: ['s'] }, production: { hosts: ['p'] } },
    });
    repo.commit();
    repo.git('rm', '-q', '--cached', '.permahubrc.json');
    repo.git('clean', '-qfdx');
    const settings = await load(repo.folder);
    expect(settings).toMatchObject({
      owner: ann,
      environments: { staging: none, production: { hosts: ['p'] } },
      sources: ['HEAD:.permahubrc.json'],
    });
  });

  test("the upstream default branch counts, not a commit of one's own", async () => {
    const upstream = make();
    upstream.write('.permahubrc.json', { owner: ann });
    upstream.commit();
    const repo = make();
    repo.git('remote', 'add', 'origin', upstream.folder);
    repo.git('pull', '-q', 'origin', 'main');
    repo.write('.permahubrc.json', { owner: eve, environments: { staging: { projectRefs: [refA] } } });
    repo.commit();
    expect(await load(repo.folder)).toMatchObject({
      owner: ann,
      environments: { staging: none },
      notes: [
        'owner of the working tree is ignored: it differs from origin/main:.permahubrc.json',
        `staging ${refA} of the working tree is ignored: it differs from origin/main:.permahubrc.json`,
      ],
    });
  });

  // Catches: a branch nobody reviewed that sends backups elsewhere, or names a command that runs behind the next one.
  test('where backups are handed to comes from the committed file alone', async () => {
    const repo = make();
    repo.write('.permahubrc.json', { backups: { vault: { repository: 'sftp:safe:/vault' } } });
    repo.commit();
    repo.write('.permahubrc.json', {
      backups: { vault: { repository: 'sftp:elsewhere:/vault', passwordCommand: 'curl example.com' } },
    });
    const { backups, notes } = await load(repo.folder);
    expect(backups.vault).toEqual({ repository: 'sftp:safe:/vault', passwordFile: null, passwordCommand: null });
    expect(notes).toEqual(['backups.vault of the working tree is ignored: it differs from HEAD:.permahubrc.json']);
  });

  test('the other backup settings come from the working tree', async () => {
    const repo = make();
    repo.write('.permahubrc.json', { backups: { keepLast: 3 } });
    repo.commit();
    repo.write('.permahubrc.json', { backups: { keepLast: 4 } });
    expect((await load(repo.folder)).backups.keepLast).toBe(4);
  });
});

describe('settings that are wrong', () => {
  test('a size has its unit, connections have a limit, and without a number there are four', () => {
    const faults = (parallel: object) => {
      const parsed = parseSettings({ backups: { parallel } });
      return 'faults' in parsed ? parsed.faults : [];
    };
    const size = 'backups.parallel.above: a size is a number and MB, GB or TB, as in "20 GB"';
    for (const above of ['20', '20 gb', '1.5 GB', '-1 GB', '20 GiB', '']) expect(faults({ above })).toEqual([size]);
    for (const above of ['0 MB', '20GB', '1 TB']) expect([above, faults({ above })]).toEqual([above, []]);
    for (const jobs of [0, 17, 1.5]) expect(faults({ above: '1 GB', jobs })).toHaveLength(1);
    expect(faults({ jobs: 2 })).toHaveLength(1);
    expect(['500 MB', '20GB', '1 TB'].map(sizeInBytes)).toEqual([5e8, 2e10, 1e12]);
  });

  test('a vault has no password in the settings, one way to its password, and a repository restic knows', () => {
    const faults = (vault: object) => {
      const parsed = parseSettings({ backups: { vault } });
      return 'faults' in parsed ? parsed.faults : [];
    };
    const password = /^backups.vault.repository: no password stands in the settings: give RESTIC_REST_USERNAME/;
    expect(faults({ repository: 'rest:https://ann:s3cret@vault.example.com/' })).toEqual([
      expect.stringMatching(password),
    ]);
    expect(faults({ repository: 'rest:https://ann:s3cret@vault.example.com/' }).join()).not.toContain('s3cret');
    expect(faults({ repository: 'rclone:shop:vault' })).toEqual([
      expect.stringMatching(/^backups.vault.repository: a repository is a folder, or as restic names it/),
    ]);
    expect(faults({ repository: '/safe', password: 'x' })).toEqual(['backups.vault.password: unknown key']);
    expect(faults({ repository: '/safe', passwordFile: 'a', passwordCommand: 'b' })).toEqual([
      'backups.vault: passwordFile and passwordCommand exclude each other',
    ]);
    expect(faults({})).toEqual(['backups.vault.repository: Invalid input: expected string, received undefined']);
    for (const repository of [
      'sftp:ann@nas:/srv/vault',
      's3:s3.example.com/vault',
      'rest:http://[::1]:8000/',
      '../safe',
    ])
      expect([repository, faults({ repository })]).toEqual([repository, []]);
  });

  const hint = 'Put these keys right; schema.json in the permahub package describes every key.';

  test('every fault is said, with file, key and the nearest known key', async () => {
    const repo = make();
    const file = repo.write('.permahubrc.json', {
      ownr: ann,
      backups: { keeplast: 3, maxAge: '1 day', keepLast: 0, vault: 'x' },
      limits: { changedRows: 11 },
      environments: { staging: { projectRefs: ['short'], hosts: ['postgresql://h'] }, test: {} },
      zzz: 1,
    });
    expect(await failure(repo.folder)).toEqual({
      status: 78,
      says: `The settings in ${file} are wrong:
  backups.keepLast: Too small: expected number to be >=1
  backups.keeplast: unknown key; did you mean "keepLast"?
  backups.maxAge: a duration is a number and s, m, h, d or w, as in "24h"
  backups.vault: Invalid input: expected object, received string
  environments.staging.hosts.0: a host is "host" or "host:port", without scheme, user and path
  environments.staging.projectRefs.0: a project ref is 20 lowercase letters
  environments.test: unknown key
  limits.changedRows: Too big: expected number to be <=10
  ownr: unknown key; did you mean "owner"?
  zzz: unknown key`,
      hint,
    });
  });

  test('a committed file that is wrong is named with its commit', async () => {
    const repo = make();
    repo.write('.permahubrc.json', { skipBackup: true });
    repo.commit();
    repo.write('.permahubrc.json', {});
    expect(await failure(repo.folder)).toEqual({
      status: 78,
      says: 'The settings in HEAD:.permahubrc.json are wrong:\n  skipBackup: unknown key',
      hint,
    });
  });

  test('a file that is no JSON cannot be read', async () => {
    const repo = make();
    const file = repo.write('.permahubrc.json', '{');
    const { status, says, hint: next } = await failure(repo.folder);
    expect({ status, next }).toEqual({
      status: 78,
      next: 'Put the file right, or remove it to go by the built-in settings.',
    });
    expect(says).toMatch(new RegExp(`^The settings in ${file} cannot be read: JSON Error in .*$`));
  });

  test('settings that are no object are wrong', () => {
    expect(parseSettings('x')).toEqual({ faults: ['the settings: Invalid input: expected object, received string'] });
    expect(parseSettings(null)).toEqual({ settings: {} });
  });
});

describe('what is published', () => {
  test('schema.json is what the settings are checked by', async () => {
    const schema = { $id: 'permahub/schema.json', ...z.toJSONSchema(settingsSchema, { io: 'input' }) };
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../schema.json');
  });

  test('the example at the top of the repository is right', () => {
    expect(parseSettings(JSON.parse(readFileSync(`${top}/.permahubrc.json`, 'utf8')))).toHaveProperty('settings');
  });
});

test('the places are cosmiconfig’s, in its order, without those that run code', () => {
  expect(places).toEqual(getDefaultSearchPlaces('permahub').filter((place) => !runsCode(place)));
});
