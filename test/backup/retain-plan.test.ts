import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Fate,
  type Planned,
  planRetention,
  type RetainFacts,
  type RetainSet,
  type RetainSettings,
} from '../../src/backup/retain-plan.ts';
import type { Metadata } from '../../src/backup/types.ts';
import { day, metadataOf, type SetOf } from './sets.ts';

const now = Date.UTC(2026, 5, 1, 12);
const settings: RetainSettings = { keepLast: 10, preMigrationDays: 30, archiveAfterDays: 30 };
const none: RetainFacts = { named: new Set(), reading: new Set(), linked: new Set() };
const parts = {} as Metadata['parts'];

/** A set that old, in days. */
function set(days: number, of: Omit<SetOf, 'at'> & { readonly archived?: boolean } = {}): RetainSet {
  const metadata = metadataOf({ ...of, at: new Date(now - days * day) }, parts);
  return { backup: metadata.backup, archived: of.archived === true, metadata, problem: null };
}
/** Twelve newer, verified ones of the target, so that no count keeps what is asked about. */
const newer = (of: Omit<SetOf, 'at'> = {}) => Array.from({ length: 12 }, (_, index) => set(0.1 + index / 100, of));
function judge(one: RetainSet, facts: Partial<RetainFacts> = {}, more: readonly RetainSet[] = newer()): string {
  const plan = planRetention([one, ...more], { ...none, ...facts }, settings, now);
  const { fate, why } = plan.find(({ set: each }) => each === one) as Planned;
  return `${fate}: ${why}`;
}
const production = { key: 'abcdefghijklmnopqrst', environment: 'production' } as const;

describe('what becomes of a backup, and why', () => {
  test.each<[string, string, string]>([
    ['one beyond the last ten', judge(set(2)), 'remove: not one of the last 10, and nothing else keeps it'],
    ['an old one beyond the last ten', judge(set(40)), 'remove: not one of the last 10, and nothing else keeps it'],
    ['a young one of the last ten', judge(set(2), {}, newer().slice(3)), 'keep: one of the last 10 of its target'],
    [
      'an old one of the last ten',
      judge(set(31), {}, newer().slice(3)),
      'archive: older than 30 days: one of the last 10 of its target',
    ],
    [
      'one of another target counts by itself',
      judge(set(40, { key: 'staging' })),
      'keep: the newest verified one of its target',
    ],
    [
      'before a migration',
      judge(set(29, { name: 'pre-migration-005' })),
      'keep: made before a migration: kept 30 days',
    ],
    [
      'before a migration, 31 days ago',
      judge(set(31, { name: 'pre-migration-005' })),
      'remove: not one of the last 10, and nothing else keeps it',
    ],
    [
      'by hand, under a name',
      judge(set(3, { name: 'before-rls', purpose: 'by hand' })),
      'keep: named by hand: kept 30 days',
    ],
    [
      'of a production deployment, years ago',
      judge(set(900, { ...production, name: 'post-migration-005' }), {}, newer(production)),
      'archive: older than 30 days: of a production deployment: kept for ever',
    ],
    [
      'of a production deployment, yesterday',
      judge(set(1, { ...production, purpose: 'pre-migration' }), {}, newer(production)),
      'keep: of a production deployment: kept for ever',
    ],
    [
      'scheduled on production',
      judge(set(29, { ...production, purpose: 'scheduled' }), {}, newer(production)),
      'keep: scheduled on production: kept 30 days',
    ],
    [
      'scheduled on production, 31 days ago',
      judge(set(31, { ...production, purpose: 'scheduled' }), {}, newer(production)),
      'remove: not one of the last 10, and nothing else keeps it',
    ],
    [
      'by hand on production: in doubt kept',
      judge(set(31, { ...production, purpose: 'by hand' }), {}, newer(production)),
      'archive: older than 30 days: of production and not scheduled: kept for ever',
    ],
    [
      'for a purpose of a later version',
      judge(set(2, { purpose: 'quarterly' })),
      'keep: its purpose is not known to this version: quarterly',
    ],
    ['being read', judge(set(40), { reading: new Set([set(40).backup]) }), 'keep: it is being read right now'],
    ['linked', judge(set(40), { linked: new Set([set(40).backup]) }), 'keep: a latest_* link leads to it'],
    [
      'named in the journal',
      judge(set(40), { named: new Set([set(40).backup]) }),
      'archive: older than 30 days: named in the journal in the last 30 days',
    ],
    ['from the future', judge(set(-2)), 'keep: its time lies in the future by this clock'],
    [
      'in the archive and wanted',
      judge(set(50, { ...production, archived: true }), {}, newer(production)),
      'keep: in the archive: of production and not scheduled: kept for ever',
    ],
    [
      'in the archive and no longer wanted',
      judge(set(50, { archived: true })),
      'remove: not one of the last 10, and nothing else keeps it',
    ],
    [
      'not understood',
      judge({ backup: 'backup_20200101_000000', archived: false, metadata: null, problem: 'full.sql is missing' }),
      'keep: it cannot be understood: full.sql is missing',
    ],
    [
      'verified with exceptions, older than a whole one that is not newest',
      judge(set(20, { key: 'x' }), {}, [set(1, { key: 'x', proof: 'with exceptions' }), ...newer()]),
      'keep: the newest verified one of its target',
    ],
  ])('%s', (_, judged, expected) => {
    expect(judged).toBe(expected);
  });

  test('an unverified backup takes no place among the last ten', () => {
    const unverified = newer({ proof: null });
    expect(judge(set(3), {}, [...unverified, ...newer().slice(0, 9)])).toBe('keep: one of the last 10 of its target');
  });

  test('the plan is told newest first, those not understood last', () => {
    const broken = { backup: 'backup_20300101_000000', archived: false, metadata: null, problem: null };
    const plan = planRetention([set(3), broken, set(1), set(2)], none, settings, now);
    expect(plan.map(({ set: { backup } }) => backup)).toEqual([
      ...[1, 2, 3].map((days) => set(days).backup),
      broken.backup,
    ]);
    expect(plan.at(-1)?.why).toBe('it cannot be understood: it has no metadata');
  });
});

interface History {
  readonly sets: readonly RetainSet[];
  readonly facts: RetainFacts;
  readonly settings: RetainSettings;
}
const oneSet = fc.record({
  days: fc.oneof(fc.double({ min: -1, max: 45, noNaN: true }), fc.integer({ min: 0, max: 3000 })),
  key: fc.constantFrom('local:shop', 'staging', 'prod'),
  environment: fc.constantFrom('local', 'staging', 'production', 'none' as const),
  name: fc.constantFrom(null, 'pre-reset', 'pre-migration-005', 'post-migration-005', 'pre-db-push', 'weekly'),
  purpose: fc.constantFrom(undefined, 'by hand', 'scheduled', 'pre-migration', 'post-migration', 'pre-reset', 'odd'),
  proof: fc.constantFrom('whole', 'whole', 'with exceptions', null),
  archived: fc.boolean(),
  broken: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  reading: fc.integer({ min: 0, max: 7 }).map((dice) => dice === 0),
  named: fc.integer({ min: 0, max: 4 }).map((dice) => dice === 0),
  linked: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
});
const histories: fc.Arbitrary<History> = fc
  .record({
    sets: fc.array(oneSet, { maxLength: 45 }),
    settings: fc.record({
      keepLast: fc.integer({ min: 1, max: 12 }),
      preMigrationDays: fc.integer({ min: 1, max: 60 }),
      archiveAfterDays: fc.integer({ min: 1, max: 60 }),
    }),
  })
  .map(({ sets: drawn, settings: chosen }) => {
    const sets = drawn.map(({ days, broken, ...of }, index) => {
      const made = set(days, of as Omit<SetOf, 'at'>);
      const backup = `${made.backup}-${index}`;
      const metadata = broken || !made.metadata ? null : { ...made.metadata, backup };
      return { ...made, backup, metadata, problem: broken ? 'its schema is 2' : null };
    });
    const where = (flag: 'reading' | 'named' | 'linked') =>
      new Set(sets.filter((_, index) => drawn[index]?.[flag]).map(({ backup }) => backup));
    return {
      sets,
      settings: chosen,
      facts: { reading: where('reading'), named: where('named'), linked: where('linked') },
    };
  });

const runs = { numRuns: 10_000 };
const fates = (plan: readonly Planned[]) => new Map(plan.map(({ set: { backup }, fate }) => [backup, fate]));
/** The folder after the plan was carried out. */
const carriedOut = (plan: readonly Planned[]): RetainSet[] =>
  plan
    .filter(({ fate }) => fate !== 'remove')
    .map(({ set: each, fate }) => ({ ...each, archived: each.archived || fate === 'archive' }));
const ageOf = ({ metadata }: RetainSet, at: number) => (at - Date.parse(metadata?.startedAt ?? '')) / day;

describe('over 10,000 random histories', () => {
  test('nothing that must never be removed is removed, and nothing that must not move is archived', () => {
    fc.assert(
      fc.property(histories, ({ sets, facts, settings: chosen }) => {
        const plan = planRetention(sets, facts, chosen, now);
        expect(plan).toHaveLength(sets.length);
        const gone = (fate: Fate) => plan.filter((each) => each.fate === fate).map(({ set: each }) => each);
        const keys = new Set(sets.map(({ metadata }) => metadata?.target.key));
        const past = sets.filter((each) => each.metadata && ageOf(each, now) >= 0);
        const newest = (of: readonly RetainSet[]) =>
          of.reduce<RetainSet | null>(
            (best, each) => (best && ageOf(best, now) <= ageOf(each, now) ? best : each),
            null,
          );
        const lastVerified = [...keys].flatMap((key) => {
          const verified = past.filter(({ metadata }) => metadata?.target.key === key && metadata?.proof !== null);
          const last = newest(verified);
          // Two of the same moment are as new as each other.
          return last ? [verified.filter((each) => ageOf(each, now) === ageOf(last, now))] : [];
        });
        const touched = new Set([...gone('remove'), ...gone('archive')].map(({ backup }) => backup));
        for (const tied of lastVerified) expect(tied.every(({ backup }) => touched.has(backup))).toBe(false);
        for (const each of gone('remove')) {
          const { metadata } = each;
          expect(metadata).not.toBeNull();
          expect(ageOf(each, now)).toBeGreaterThanOrEqual(0);
          expect([...facts.reading, ...facts.named, ...facts.linked]).not.toContain(each.backup);
          const newerVerified = past.filter(
            (other) =>
              other.metadata?.target.key === metadata?.target.key &&
              other.metadata?.proof !== null &&
              ageOf(other, now) <= ageOf(each, now),
          );
          expect(newerVerified.length).toBeGreaterThanOrEqual(chosen.keepLast);
          const scheduled = metadata?.purpose === 'scheduled';
          if (metadata?.target.environment === 'production') expect(scheduled && ageOf(each, now) > 30).toBe(true);
          const preMigration =
            metadata?.purpose === 'pre-migration' ||
            (metadata?.purpose === undefined && /pre-migration/.test(each.backup));
          if (preMigration) expect(ageOf(each, now)).toBeGreaterThan(chosen.preMigrationDays);
          expect(metadata?.purpose).not.toBe('odd');
        }
        for (const each of gone('archive')) {
          expect(each.archived).toBe(false);
          expect(each.metadata).not.toBeNull();
          expect(ageOf(each, now)).toBeGreaterThan(chosen.archiveAfterDays);
          expect([...facts.reading, ...facts.linked]).not.toContain(each.backup);
        }
      }),
      runs,
    );
  });

  test('carrying the plan out twice changes nothing', () => {
    fc.assert(
      fc.property(histories, ({ sets, facts, settings: chosen }) => {
        const after = carriedOut(planRetention(sets, facts, chosen, now));
        const again = planRetention(after, facts, chosen, now);
        expect(again.filter(({ fate }) => fate !== 'keep')).toEqual([]);
      }),
      runs,
    );
  });

  test('the order in which sets are found does not matter', () => {
    fc.assert(
      fc.property(histories, fc.integer(), ({ sets, facts, settings: chosen }, seed) => {
        const mixed = [...sets].sort((a, b) => hash(a.backup, seed) - hash(b.backup, seed));
        expect(planRetention(mixed, facts, chosen, now)).toEqual(planRetention(sets, facts, chosen, now));
      }),
      runs,
    );
  });

  test('more age never takes a set out of the archive, nor brings one back', () => {
    const rank = { keep: 0, archive: 1, remove: 2 } as const;
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 4000 }), ({ sets, facts, settings: chosen }, days) => {
        // A time in the future that has come is news, not age.
        const past = sets.filter((each) => each.metadata === null || ageOf(each, now) >= 0);
        const before = fates(planRetention(past, facts, chosen, now));
        for (const [backup, fate] of fates(planRetention(past, facts, chosen, now + days * day)))
          expect(rank[fate]).toBeGreaterThanOrEqual(rank[before.get(backup) as Fate]);
      }),
      runs,
    );
  });
});

function hash(text: string, seed: number): number {
  return [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, seed);
}
