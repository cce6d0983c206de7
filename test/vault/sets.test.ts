import { expect, test } from 'vitest';
import { vaultNotes } from '../../src/guard/vault-notes.ts';
import type { Push } from '../../src/journal/pushes.ts';
import { setDigest, vaultSets, whereabouts } from '../../src/vault/sets.ts';

const part = (file: string, sha256: string) => ({ file, bytes: 1, sha256 });
const made = (backup: string, hash = 'a', environment: 'production' | 'local' = 'production') => ({
  backup,
  target: { environment, key: 'k' } as never,
  parts: {
    full: part(`${backup}_full.sql`, hash),
    schema: part(`${backup}_schema.sql`, hash),
    data: part(`${backup}_data.sql`, hash),
    custom: part(`${backup}_custom.dump`, hash),
    roles: part(`${backup}_roles.sql`, hash),
  },
});
const inVault = (of: ReturnType<typeof made>) => ({
  ...{ backup: of.backup, target: 'k', environment: 'production', set: setDigest(of), bytes: 5 },
  ...{ pushedAt: '2025-11-14T14:30:22.000Z', snapshot: 'f'.repeat(64) },
});
const pushed = (of: ReturnType<typeof made>, problem: string | null, repository = '/safe'): Push => ({
  ...{ schema: 1, at: '2025-11-14T14:30:22.000Z', backup: of.backup, set: setDigest(of), repository },
  ...{ snapshot: problem === null ? 'f'.repeat(64) : null, problem },
});

test('a set is told apart by its files, and each side has its own', () => {
  const [a, b, c] = [made('backup_a'), made('backup_b'), made('backup_c')];
  expect(whereabouts([a, b], [inVault(b), inVault(c)]).map(({ backup, where }) => [backup, where])).toEqual([
    ['backup_c', 'only in the vault'],
    ['backup_b', 'both'],
    ['backup_a', 'only here'],
  ]);
  expect(whereabouts([made('backup_b', 'x')], [inVault(b)])[0]?.where).toBe('differs');
});

test("snapshots that are not ours are left alone, and restic's output that is none is a failure", async () => {
  const tags = ['permahub', 'backup=backup_a', 'target=a%2Cb', 'environment=local', `set=${'e'.repeat(64)}`, 'bytes=7'];
  const snapshot = (own: string[]) => ({ id: 'f'.repeat(64), time: '2025-11-14T15:30:22.5+01:00', tags: own });
  const printing = (text: string) => ({ repository: '/safe', stream: async () => undefined, run: async () => text });
  expect(await vaultSets(printing(JSON.stringify([snapshot(tags), snapshot(['permahub']), snapshot([])])))).toEqual([
    {
      ...{ backup: 'backup_a', target: 'a,b', environment: 'local', set: 'e'.repeat(64), bytes: 7 },
      ...{ pushedAt: '2025-11-14T14:30:22.500Z', snapshot: 'f'.repeat(64) },
    },
  ]);
  for (const text of ['', 'no JSON', '{}', '[{"id":"short"}]'])
    await expect(vaultSets(printing(text))).rejects.toThrow('what it printed cannot be read');
});

test('status names what is not in the vault, with why, and counts production backups that are in none', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => made(`backup_${name}`)) as [
    ...[ReturnType<typeof made>, ReturnType<typeof made>, ReturnType<typeof made>, ReturnType<typeof made>],
  ];
  const local = made('backup_l', 'a', 'local');
  expect(vaultNotes({ backups: [a, local], pushes: [], repository: null })).toEqual([
    '1 production backup lies unencrypted on this machine and in no vault',
  ]);
  expect(vaultNotes({ backups: [local], pushes: [], repository: null })).toEqual([]);
  expect(vaultNotes({ backups: [a], pushes: [pushed(a, 'gone.'), pushed(a, null)], repository: '/safe' })).toEqual([]);
  // In another vault it is encrypted somewhere, and not where the settings want it.
  expect(vaultNotes({ backups: [a], pushes: [pushed(a, null, '/old')], repository: '/safe' })).toEqual([
    'not in the vault: backup_a',
  ]);
  expect(vaultNotes({ backups: [a, b, c, d], pushes: [pushed(b, 'It was gone.')], repository: '/safe' })).toEqual([
    'not in the vault: backup_a, backup_b, backup_c and 1 more; the last try: It was gone.',
    '4 production backups lie unencrypted on this machine and in no vault',
  ]);
});
