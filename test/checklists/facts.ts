import type { Metadata } from '../../src/backup/types.ts';
import type { Facts, Recorded } from '../../src/checklists/types.ts';

export const commit = 'f498a53f498a53f498a53f498a53f498a53f498a5';
export const now = new Date('2025-11-14T15:00:00.000Z');
export const file = 'supabase/migrations/20251114143022_tidy.sql';
export const migrations = { [file]: 'a'.repeat(64) };

/** A proven backup of the target, an hour old, unless told otherwise. */
export function backup(more: object = {}): Metadata {
  return {
    backup: 'backup_20251114_140000',
    startedAt: '2025-11-14T14:00:00.000Z',
    finishedAt: '2025-11-14T14:00:41.000Z',
    target: { key: 'abcdefghijklmnopqrst' },
    parts: { full: { bytes: 2_300_000 } },
    proof: {
      ...{ at: '2025-11-14T14:00:41.000Z', scratch: 'a scratch PostgreSQL 15.18 (native)' },
      ...{ tables: 17, rows: 83_496, seconds: 41, unverified: [] },
    },
    ...more,
  } as unknown as Metadata;
}

const tested = {
  kind: 'tested',
  at: '2025-11-13T10:00:00.000Z',
  by: 'Ann <ann@example.com>',
  target: 'local:shop',
} as const;

/** All is well, unless told otherwise. */
export function facts(more: Partial<Facts> = {}): Facts {
  return {
    now,
    target: { key: 'abcdefghijklmnopqrst', label: 'abcdefghijklmnopqrst' },
    targetWord: 'abcdefghijklmnopqrst',
    maxAgeSeconds: 86_400,
    backups: [backup()],
    migrations,
    lint: { findings: [], unparsed: [] },
    what: { faults: [] },
    tested: { local: tested, staging: tested },
    pointInTime: { kind: 'enabled' },
    git: { commit, clean: true },
    ...more,
  };
}

export const record = (checklist: Recorded['checklist'], items: Recorded['items'], more: Partial<Recorded> = {}) =>
  ({
    ...{ schema: 1, checklist, target: 'abcdefghijklmnopqrst', at: now.toISOString(), by: 'Ann <ann@example.com>' },
    ...{ commit, migrations, items },
    ...more,
  }) satisfies Recorded as Recorded;
