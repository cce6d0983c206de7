import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { PolicyInForce } from '../../src/commands/policy.ts';
import { rulesInForce } from '../../src/commands/policy-rules.ts';
import { policyScreen } from '../../src/commands/policy-screen.ts';
import { expectGolden } from '../guard/golden.ts';
import { type Repository, repository } from '../support/repository.ts';

const bin = join(resolve(import.meta.dirname, '../..'), 'bin/permahub');
let repo: Repository;
afterEach(() => repo?.remove());

const run = (...args: string[]) => spawnSync(bin, ['policy', ...args], { cwd: repo.folder, encoding: 'utf8' });

describe('permahub policy', () => {
  test('says who, what is what, what is needed, what differs, and where each of it comes from', async () => {
    repo = repository();
    repo.write('supabase/config.toml', 'project_id = "shop"\n');
    const settings = {
      owner: { name: 'Ann', email: 'ann@example.com' },
      limits: { changedRows: 5 },
      environments: {
        staging: { projectRefs: ['abcdefghijklmnopqrst'], hosts: ['staging.example.com'] },
        production: { hosts: ['db.example.com:5432'] },
      },
    };
    repo.write('.permahubrc.json', settings);
    repo.commit();
    repo.write('.permahubrc.json', {
      owner: { name: 'Eve', email: 'eve@example.com' },
      environments: {
        staging: { projectRefs: ['abcdefghijklmnopqrst'], hosts: ['eves.example.com'] },
        production: { branches: ['main'] },
      },
    });
    const { status, stdout, stderr } = run();
    expect([status, stderr]).toEqual([0, '']);
    // Where the line breaks depends on how long the folder's name is.
    await expectGolden(stdout, 'policy', [
      [repo.folder, '<project>'],
      [/branch main\n +\(/g, 'branch main ('],
    ]);
    const json = JSON.parse(run('--json').stdout) as PolicyInForce;
    expect(json).toMatchObject({
      ...{ schema: 1, reviewed: 'HEAD', owner: settings.owner, signers: null },
      limits: { changedRows: 5, from: 'HEAD:.permahubrc.json' },
      environments: [
        { environment: 'staging', name: 'abcdefghijklmnopqrst', from: 'HEAD:.permahubrc.json' },
        { environment: 'production', name: 'db.example.com:5432', from: 'HEAD:.permahubrc.json' },
        { environment: 'production', name: 'main', from: `${repo.folder}/.permahubrc.json` },
      ],
    });
    expect(json.differences).toHaveLength(6);
  });

  test('says that every remote is production where nothing is committed', async () => {
    repo = repository({ init: false });
    const { status, stdout } = run();
    expect(status).toBe(0);
    await expectGolden(stdout.split('\nWhat is needed')[0] ?? '', 'policy-nothing', [[repo.folder, '<project>']]);
  });
});

test('the screen names every signer with the fingerprint, every line that does not count, in 80 columns', async () => {
  const person = (email: string) => ({
    ...{ email, keyType: 'sk-ssh-ed25519@openssh.com', key: 'AAAA', validAfter: null, validBefore: null },
    fingerprint: 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU',
  });
  const screen = policyScreen({
    ...{ schema: 1, folder: '/srv/shop', reviewed: 'origin/main', missing: { owner: null, twoPeople: null } },
    settings: { committed: 'origin/main:.permahubrc.json', workingTree: null },
    owner: { name: 'Ann', email: 'ann@example.com' },
    signers: {
      ...{ file: '.permahub/allowed_signers', from: 'origin/main', faults: ['line 3: a pattern stands for anybody'] },
      people: [person('ann@example.com'), person('ben@example.com')],
    },
    limits: { changedRows: 10, from: 'built in' },
    environments: [],
    rules: rulesInForce(false),
    differences: [],
  });
  expect(screen.split('\n').filter((line) => line.length > 80)).toEqual([]);
  await expectGolden(screen, 'policy-signers', []);
});
