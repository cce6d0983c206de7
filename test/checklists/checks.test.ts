import { expect, test } from 'vitest';
import { checks } from '../../src/checklists/checks.ts';
import type { Check, Facts } from '../../src/checklists/types.ts';
import type { SqlFinding } from '../../src/classification/sql/types.ts';
import { backup, facts, file } from './facts.ts';

const none = 'No backup of abcdefghijklmnopqrst that was proven by a restore and is younger than 24 h';
const finding = { file, line: 3, message: 'Drops table public.users with all its rows.' } as SqlFinding;
const elsewhere = backup({ target: { key: 'another' } });
const old = backup({ startedAt: '2025-11-13T14:59:59.000Z' });
const unproven = backup({ proof: null });
const empty = backup({ parts: { full: { bytes: 0 } } });

// Catches: a line that counts as done although nothing shows it.
test.each<[Check, Partial<Facts>, string, string]>([
  ['backup-made', {}, 'done', 'backup_20251114_140000, 2025-11-14T14:00:41.000Z'],
  ['backup-made', { backups: [] }, 'failed', none],
  ['backup-made', { backups: [elsewhere] }, 'failed', none],
  ['backup-made', { backups: [old] }, 'failed', none],
  ['backup-made', { backups: [unproven] }, 'failed', none],
  ['backup-made', { backups: [empty] }, 'failed', none],
  ['backup-verified', {}, 'done', 'backup_20251114_140000, 2.3 MB: 17 tables and 83,496 rows equal after a restore'],
  ['backup-verified', { backups: [unproven] }, 'failed', none],
  [
    'backup-verified',
    { backups: [unproven, backup({ backup: 'b' })] },
    'done',
    'b, 2.3 MB: 17 tables and 83,496 rows equal after a restore',
  ],
  [
    'rollback',
    {},
    'done',
    'backup_20251114_140000: restored in 41 s into a scratch PostgreSQL 15.18 (native) on 2025-11-14T14:00:41.000Z',
  ],
  ['rollback', { backups: [unproven] }, 'failed', none],
  ['sql-read', {}, 'done', '1 migration read, nothing destructive found'],
  ['sql-read', { lint: { findings: [finding], unparsed: [] } }, 'done', '1 migration read, 1 finding'],
  [
    'sql-read',
    { lint: { findings: [], unparsed: [{ file, line: 1, message: 'syntax error' }] } },
    'failed',
    'Not all of it could be read; nothing destructive found',
  ],
  [
    'sql-read',
    { what: { faults: ['x is not UTF-8'] } },
    'failed',
    'Not all of it could be read; nothing destructive found',
  ],
  [
    'sql-read',
    { what: { faults: [], stops: 'files stand before' } },
    'failed',
    'Not all of it could be read; nothing destructive found',
  ],
  ['tested-local', {}, 'done', 'applied to local:shop, 2025-11-13T10:00:00.000Z, by Ann <ann@example.com>'],
  [
    'tested-staging',
    { tested: { local: facts().tested.local, staging: { kind: 'untested', files: [file] } } },
    'failed',
    'Not applied to a staging database in this form, as far as the journal and shared evidence know',
  ],
  ['point-in-time', {}, 'done', 'the Supabase CLI lists the project with it'],
  ['point-in-time', { pointInTime: { kind: 'disabled' } }, 'failed', 'The Supabase CLI lists the project without it'],
  [
    'point-in-time',
    { pointInTime: { kind: 'unknown', why: 'no login' } },
    'open',
    'A machine cannot tell here (no login): a person has to',
  ],
  ['git-clean', {}, 'done', 'commit f498a53'],
  ['git-clean', { git: { commit: facts().git.commit, clean: false } }, 'failed', 'There are uncommitted changes'],
  ['git-clean', { git: { commit: facts().git.commit, clean: null } }, 'failed', 'There are uncommitted changes'],
  ['git-clean', { git: { commit: null, clean: true } }, 'failed', 'There is no git commit'],
])('%s of %j: %s', (check, more, state, how) => {
  expect(checks[check](facts(more))).toMatchObject({ state, how });
});

test('a backup that is missing is named with what to type', () => {
  expect(checks.rollback(facts({ backups: [] })).detail).toEqual(['$ permahub backup --target abcdefghijklmnopqrst']);
});

test('findings, what could not be read, what is untested and what was not verified are named', () => {
  const lint = { findings: [finding], unparsed: [{ file, line: 9, message: 'syntax error' }] };
  const said = {
    findings: `${file}:3: Drops table public.users with all its rows.`,
    unread: `${file}:9: syntax error`,
  };
  expect(checks['sql-read'](facts({ lint })).detail).toEqual([said.unread, said.findings]);
  const untested = { kind: 'untested', files: [file] } as const;
  expect(checks['tested-local'](facts({ tested: { local: untested, staging: untested } })).detail).toEqual([file]);
  const proof = { ...backup().proof, unverified: ['cron.job has no copy'] };
  expect(checks['backup-verified'](facts({ backups: [backup({ proof })] })).detail).toEqual([
    'NOT VERIFIED: cron.job has no copy',
  ]);
});
