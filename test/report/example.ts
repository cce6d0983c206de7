import { rowHistory } from '../../src/backup/history.ts';
import { planRetention } from '../../src/backup/retain-plan.ts';
import type { Backup, Metadata } from '../../src/backup/types.ts';
import type { ReportData, ReportEvent } from '../../src/report/types.ts';
import { day, metadataOf } from '../backup/sets.ts';

const now = Date.UTC(2026, 5, 1, 12);
const part = { file: 'x', bytes: 400_000, sha256: '' };
const parts = { full: part, schema: part, data: part, custom: part, roles: part };

/** What somebody could have typed to harm whoever opens the page. */
export const hostile = `<script>alert("owned")</script><img src=http://evil.example/x onerror=alert(1)>' onload='x`;

function backups(
  key: string,
  environment: 'local' | 'production',
  days: readonly number[],
  tables: (index: number) => Record<string, number>,
): Backup[] {
  return days.map((ago, index) => {
    const name = environment === 'production' ? 'post-migration-005' : index % 4 === 1 ? 'pre-reset' : null;
    const of = {
      at: new Date(now - ago * day),
      key,
      environment,
      name,
      why: index === 2 ? hostile : 'before supabase db reset',
    };
    const metadata: Metadata = metadataOf({ ...of, proof: index % 9 === 4 ? null : 'whole' }, parts);
    const found = Object.entries(tables(index)).map(([table, rows]) => ({
      ...{ name: table, kind: 'table' as const, rows, checksum: '1', method: 'record' as const },
    }));
    const archived = ago > 30 ? { archived: { at: new Date(now).toISOString(), parts } } : {};
    return {
      directory: '/srv/shop/backups/database',
      metadata: { ...metadata, ...archived, facts: { ...metadata.facts, tables: found } },
    };
  });
}

const local = backups(
  'local:shop',
  'local',
  Array.from({ length: 26 }, (_, index) => 52 - index * 2.05),
  (index) => ({
    'public.users': index < 21 ? 41_000 + index * 343 : 1,
    'public.orders': 5_000 + index ** 2 * 37,
    'public.order_lines': 12_000 + index * 811,
    'public.products': 812,
    'auth.users': index < 8 ? 230 : 260 + index,
    ...(index < 15 ? { 'public.legacy_imports': 9_410 } : {}),
    ...(index > 11 ? { 'public.reviews_of_products_by_verified_buyers': index * 19 } : {}),
    'auth.saml_providers': 0,
  }),
);
const production = backups('abcdefghijklmnopqrst', 'production', [48, 33, 19, 6], (index) => ({
  'public.users': 91_000 + index * 2_300,
  'public.orders': 180_000 + index * 9_100,
}));

const event = (ago: number, of: Partial<ReportEvent>): ReportEvent => ({
  kind: 'run',
  at: new Date(now - ago * day).toISOString(),
  command: 'supabase db reset',
  target: 'local',
  why: 'testing the new migration system',
  by: 'Ann <ann@example.com>',
  backup: 'backup_20260514_143022_pre-reset',
  ended: 'went well',
  well: true,
  ...of,
});

/** A project with a past: a table that was emptied, a failed run, refusals, old backups, a hostile reason. */
export function example(more: Partial<ReportData> = {}): ReportData {
  const all = [...local, ...production];
  const sets = all.map(({ metadata }) => ({
    ...{ backup: metadata.backup, metadata, problem: null },
    archived: metadata.archived !== undefined,
  }));
  const none = { named: new Set<string>(), reading: new Set<string>(), linked: new Set<string>() };
  const target = (of: readonly Backup[], label: string, environment: string) => ({
    ...{ label, environment, backups: [...of].reverse() },
    tables: rowHistory(of.map(({ metadata }) => metadata)),
  });
  return {
    project: 'shop',
    now,
    directory: '/srv/shop/backups/database',
    targets: [target(local, 'local', 'local'), target(production, 'abcdefghijklmnopqrst', 'production')],
    events: [
      event(40, {}),
      event(31, { command: 'supabase db push --linked', target: 'abcdefghijklmnopqrst', why: 'release 5' }),
      event(22, {
        kind: 'refusal',
        why: 'a coding agent cannot confirm this',
        ended: null,
        by: null,
        backup: null,
        well: false,
      }),
      event(21, {
        kind: 'refusal',
        why: 'production is never reset',
        ended: null,
        by: null,
        backup: null,
        well: false,
      }),
      event(13, { ended: 'status 1', well: false, why: hostile }),
      event(8.2, {}),
      event(2, { ended: 'no outcome: it died, or it is still running', well: false }),
    ],
    journalProblem: null,
    plan: planRetention(sets, none, { keepLast: 10, preMigrationDays: 30, archiveAfterDays: 30 }, now),
    broken: ['backup_20200101_000000_metadata.json: full.sql is missing'],
    duties: [{ duty: 'Weekly verification of local.', words: '9 days overdue: `permahub verify` does it.' }],
    ...more,
  };
}
