import { expect, test } from 'vitest';
import { knownTargets } from '../../src/guard/known-targets.ts';
import type { Environment } from '../../src/target/types.ts';
import { local, production, run, staging } from '../duties/state.ts';

const nobody = { projectRefs: [], hosts: [], branches: [] };
const nothing = { backups: [], journal: [], linkedRef: null, named: { staging: nobody, production: nobody } };
const found = (of: Partial<Parameters<typeof knownTargets>[0]>) =>
  knownTargets({ ...nothing, ...of }).map(({ environment, key }) => [environment, key]);
const backups = [local, staging, production].map((each) => ({ ...each, user: each.user ?? '' })) as never;

test('nothing is known where there is nothing', () => {
  expect(found({})).toEqual([]);
});

test('backups are known, the strictest environment first; a remote that nobody names any more is production', () => {
  expect(
    found({ backups, named: { staging: { ...nobody, hosts: ['staging-db.example.com'] }, production: nobody } }),
  ).toEqual([
    ['production', production.key],
    ['staging', staging.key],
    ['local', local.key],
  ]);
  expect(found({ backups: [{ ...staging }] as never })).toEqual([['production', staging.key]]);
});

test('what the database itself was marked as holds against weaker settings', () => {
  const tunnel = { ...local, environment: 'production' as Environment };
  expect(found({ backups: [tunnel] as never })).toEqual([['production', local.key]]);
  const named = { staging: { ...nobody, projectRefs: [production.key] }, production: nobody };
  expect(found({ backups: [production] as never, named })).toEqual([['production', production.key]]);
});

test('what the settings name and nobody backed up is known as well, once', () => {
  const named = {
    staging: { ...nobody, hosts: ['staging-db.example.com:5432', 'other.example.com'], branches: ['develop'] },
    production: { ...nobody, projectRefs: [production.key] },
  };
  expect(found({ named })).toEqual([
    ['production', production.key],
    ['staging', 'branch:develop'],
    ['staging', 'other.example.com'],
    ['staging', 'staging-db.example.com:5432'],
  ]);
  expect(found({ backups, named }).map(([, key]) => key)).toEqual([
    production.key,
    'branch:develop',
    'other.example.com',
    staging.key,
    local.key,
  ]);
  const branch = { ...staging, key: 'branch:abcdefghijklmnopqrst/develop', label: 'develop', host: null, port: null };
  expect(found({ backups: [branch] as never, named }).filter(([, key]) => key?.startsWith('branch:'))).toEqual([
    ['staging', branch.key],
  ]);
});

test('the linked project is production until somebody names it', () => {
  const ref = 'abcdefghijklmnopqrst';
  expect(found({ linkedRef: ref })).toEqual([['production', ref]]);
  expect(found({ linkedRef: ref, named: { staging: { ...nobody, projectRefs: [ref] }, production: nobody } })).toEqual([
    ['staging', ref],
  ]);
});

test('a run without a backup makes its target known, with its address but without a user', () => {
  const journal = run({ ...staging, environment: 'production' }, 5, null, {
    address: 'staging-db.example.com:5432/shop',
  });
  expect(knownTargets({ ...nothing, journal })).toEqual([{ ...staging, environment: 'production', user: null }]);
  expect(knownTargets({ ...nothing, journal: run({ ...staging, key: 'none' }, 5, null) })).toEqual([]);
});
