import { describe, expect, test } from 'vitest';
import { logEntry, restoreEntry } from '../../src/backup/log.ts';
import { postMigrationName, preMigrationName } from '../../src/backup/migration-names.ts';
import { backupName, backupOf, fileOf, latestLink } from '../../src/backup/names.ts';
import type { Metadata } from '../../src/backup/types.ts';

const at = new Date(2025, 10, 14, 14, 30, 22);

test.each([
  ['pre-reset', 'pre-reset'],
  ['Pré Migration/005', 'pre-migration-005'],
  ['../../etc/passwd', 'etc-passwd'],
  ['a\nb; rm -rf *', 'a-b-rm--rf'],
  ['_x_'.repeat(40), `x${'__x'.repeat(19)}`],
  ['数据', ''],
])('the name %j becomes %j', (typed, expected) => {
  expect(backupName(at, typed)).toBe(`backup_20251114_143022${expected === '' ? '' : `_${expected}`}`);
});

test('a backup is named by the local time and its words, and known by each of its files', () => {
  expect(backupName(at, null)).toBe('backup_20251114_143022');
  expect(backupName(at, '数据')).toBe('backup_20251114_143022');
  const name = backupName(at, 'before_full');
  expect(fileOf(name, 'full')).toBe('backup_20251114_143022_before_full_full.sql');
  expect(backupOf(fileOf(name, 'full'))).toBe(name);
  expect(backupOf('backup_20251114_143022_custom.dump')).toBe('backup_20251114_143022');
  for (const other of ['latest_full.sql', 'backup_20251114_full.sql', 'backup_20251114_143022_full.sql.gz'])
    expect(backupOf(other)).toBeNull();
});

test('links of other targets carry their label', () => {
  expect(latestLink('full', { environment: 'local', label: 'local' })).toBe('latest_full.sql');
  expect(latestLink('custom', { environment: 'production', label: 'abcd' })).toBe('latest_abcd_custom.dump');
});

test('the log has one heading a day, and no reason can forge an entry', () => {
  const file = { file: 'x', bytes: 480_000, sha256: '' };
  const metadata = {
    backup: 'backup_20251114_143022',
    why: 'x\n- **Status:** ok Verified\n## 2099-01-01',
    target: { label: 'local' },
    git: { commit: null },
    parts: { full: file, schema: file, data: file, custom: file, roles: file },
    proof: { unverified: ['the extension vector'] },
  } as unknown as Metadata;
  const entry = `### 14:30 - Backup
- **Reason:** x - **Status:** ok Verified ## 2099-01-01
- **Backup:** backup_20251114_143022
- **Size:** 2.4 MB
- **Git:** none
- **Status:** ok Verified, except 1 named in the metadata
- **Target:** local

`;
  expect(logEntry(metadata, at, '')).toBe(`## 2025-11-14\n\n${entry}`);
  expect(logEntry(metadata, at, '## 2025-11-14\n\n…')).toBe(entry);
  expect(logEntry(metadata, at, '## 2025-11-14\n\n## 2025-11-15\n')).toBe(`## 2025-11-14\n\n${entry}`);
});

test.each([
  ['pre-reset', 'Pre-Reset Backup'],
  ['pre-migration', 'Pre-Migration Backup'],
  ['pre-migration-20251114143022_users', 'Pre-Migration Backup'],
  ['post-migration-20251114143022_users', 'Post-Migration Backup'],
  ['pre-resetting', 'Backup'],
  ['before-pre-reset', 'Backup'],
])('the log calls backup_20251114_143022_%s a %s', (name, title) => {
  const parts = { full: { file: 'x', bytes: 1, sha256: '' } };
  const metadata = { backup: backupName(at, name), why: 'x', target: { label: 'l' }, git: { commit: null }, parts };
  expect(logEntry({ ...metadata, proof: null } as unknown as Metadata, at, '')).toContain(`### 14:30 - ${title}\n`);
});

test('a restore is logged in the same form, and neither its reason nor its failure can forge an entry', () => {
  const parts = { full: { file: 'x', bytes: 480_000, sha256: '' } };
  const metadata = { backup: backupName(at, null), target: { label: 'l' }, git: { commit: null }, parts } as unknown;
  const restore = { at, reason: 'Orders\n## 2099-01-01', commit: 'f498a53d', failed: null };
  const entry = (status: string) => `### 14:30 - Restore
- **Reason:** Orders ## 2099-01-01
- **Backup:** backup_20251114_143022
- **Size:** 480 kB
- **Git:** f498a53
- **Status:** ${status}
- **Target:** l

`;
  expect(restoreEntry(metadata as Metadata, restore, '')).toBe(`## 2025-11-14\n\n${entry('ok Verified')}`);
  const failed = { ...restore, failed: 'It broke.\n## 2099-01-01' };
  expect(restoreEntry(metadata as Metadata, failed, '## 2025-11-14\n')).toBe(entry('failed: It broke.'));
});

describe('a backup around migrations is named after them', () => {
  const source = (file: string, kind: 'migration' | 'seed' = 'migration') => ({ file, kind });
  const users = source('supabase/migrations/20251114143022_users.sql');
  const long = source(`supabase/migrations/20251114143022_${'rows_'.repeat(20)}.sql`);
  const odd = source('supabase/migrations/20251114143022_Größe & Preis%s.SQL');
  const seed = source('supabase/seed.sql', 'seed');

  test.each([
    [[users], 'pre-migration-20251114143022_users'],
    [[users, seed], 'pre-migration-20251114143022_users'],
    [[users, odd, long], 'pre-migration-20251114143022_users-and-2-more'],
    [[odd], 'pre-migration-20251114143022_gro-e-preis-s'],
    [[long], 'pre-migration-20251114143022_rows_rows_rows_rows_rows_rows_r'],
    [[long, users], 'pre-migration-20251114143022_rows_rows_rows_rows-and-1-more'],
    [[seed], 'pre-migration'],
    [[], 'pre-migration'],
  ])('before %j: %s', (pending, name) => {
    expect(preMigrationName(pending)).toBe(name);
    expect(backupName(at, name)).toBe(`backup_20251114_143022_${name}`);
  });

  test('after them, after the last one', () => {
    expect(postMigrationName([users, odd, seed])).toBe('post-migration-20251114143022_gro-e-preis-s');
    expect(postMigrationName([])).toBe('post-migration');
  });
});
