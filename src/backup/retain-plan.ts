import { givenName, purposeOf } from './purpose.ts';
import type { Metadata } from './types.ts';

/** What becomes of a set. 'keep': it stays as and where it is. */
export type Fate = 'keep' | 'archive' | 'remove';

/** A set as retention sees it; without metadata it is one that cannot be understood. */
export interface RetainSet {
  readonly backup: string;
  readonly archived: boolean;
  readonly metadata: Pick<Metadata, 'backup' | 'startedAt' | 'target' | 'proof' | 'purpose'> | null;
  /** Why there is no metadata. */
  readonly problem: string | null;
}

export interface RetainFacts {
  /** Named in the journal in the last 30 days, or by a run without an outcome. */
  readonly named: ReadonlySet<string>;
  /** Somebody is reading them right now. */
  readonly reading: ReadonlySet<string>;
  /** A `latest_*` link leads to them. */
  readonly linked: ReadonlySet<string>;
}

export interface RetainSettings {
  readonly keepLast: number;
  readonly preMigrationDays: number;
  readonly archiveAfterDays: number;
}

export interface Planned {
  readonly set: RetainSet;
  readonly fate: Fate;
  /** One reason, in words. */
  readonly why: string;
}

/** Days the journal's own mention protects a backup, and days scheduled backups of production are kept at least. */
export const journalDays = 30;
const scheduledDays = 30;

interface Understood {
  readonly set: RetainSet;
  readonly metadata: NonNullable<RetainSet['metadata']>;
  readonly days: number;
}

/**
 * What becomes of every set, and why: in doubt it is kept. `now` in milliseconds since 1970. A set stays while one rule
 * wants it; what stays and is old goes into the archive. Newest first, those not understood last. Pure.
 */
export function planRetention(
  sets: readonly RetainSet[],
  facts: RetainFacts,
  settings: RetainSettings,
  now: number,
): Planned[] {
  const understood: Understood[] = [];
  const planned: Planned[] = [];
  for (const set of sets) {
    const days = set.metadata ? (now - Date.parse(set.metadata.startedAt)) / 86_400_000 : Number.NaN;
    if (set.metadata === null)
      planned.push({ set, fate: 'keep', why: `it cannot be understood: ${set.problem ?? 'it has no metadata'}` });
    else if (!(days >= 0)) planned.push({ set, fate: 'keep', why: 'its time lies in the future by this clock' });
    else understood.push({ set, metadata: set.metadata, days });
  }
  const targets = new Map<string, Understood[]>();
  for (const set of understood.sort(newestFirst)) {
    const { key } = set.metadata.target;
    targets.set(key, [...(targets.get(key) ?? []), set]);
  }
  for (const ofTarget of targets.values()) planned.push(...planTarget(ofTarget, facts, settings));
  return planned.sort((a, b) => order(a.set, b.set));
}

/** The sets of one target, newest first. */
function planTarget(of: readonly Understood[], facts: RetainFacts, settings: RetainSettings): Planned[] {
  const last = of.find(({ metadata }) => metadata.proof !== null)?.set.backup;
  // One whose proof names exceptions does not take the place of a whole one.
  const whole = of.find(({ metadata }) => metadata.proof?.unverified.length === 0)?.set.backup;
  let newerVerified = 0;
  return of.map((each) => {
    const { set, metadata, days } = each;
    const rank = newerVerified;
    if (metadata.proof !== null) newerVerified++;
    const stays = staysAsItIs(set.backup, last, whole, facts);
    if (stays !== null) return { set, fate: 'keep', why: stays };
    const wanted = wantedBecause(each, rank, facts, settings);
    if (wanted === null)
      return { set, fate: 'remove', why: `not one of the last ${settings.keepLast}, and nothing else keeps it` };
    if (set.archived) return { set, fate: 'keep', why: `in the archive: ${wanted}` };
    if (days <= settings.archiveAfterDays) return { set, fate: 'keep', why: wanted };
    return { set, fate: 'archive', why: `older than ${daysWords(settings.archiveAfterDays)}: ${wanted}` };
  });
}

/** Why a set is left alone altogether; null otherwise. */
function staysAsItIs(
  backup: string,
  last: string | undefined,
  whole: string | undefined,
  { reading, linked }: RetainFacts,
): string | null {
  if (reading.has(backup)) return 'it is being read right now';
  if (backup === last || backup === whole) return 'the newest verified one of its target';
  return linked.has(backup) ? 'a latest_* link leads to it' : null;
}

/** The first rule that wants a set kept, in words; null when none does. */
function wantedBecause(
  { set: { backup }, metadata, days }: Understood,
  rank: number,
  { named }: RetainFacts,
  settings: RetainSettings,
): string | null {
  const purpose = purposeOf(metadata);
  const { environment } = metadata.target;
  if (purpose === null) return `its purpose is not known to this version: ${metadata.purpose}`;
  if (environment === 'production' && purpose !== 'scheduled')
    return ['pre-migration', 'post-migration'].includes(purpose)
      ? 'of a production deployment: kept for ever'
      : 'of production and not scheduled: kept for ever';
  if (rank < settings.keepLast) return `one of the last ${settings.keepLast} of its target`;
  if (named.has(backup)) return `named in the journal in the last ${daysWords(journalDays)}`;
  if (environment === 'production' && days <= scheduledDays)
    return `scheduled on production: kept ${daysWords(scheduledDays)}`;
  if (purpose === 'pre-migration' && days <= settings.preMigrationDays)
    return `made before a migration: kept ${daysWords(settings.preMigrationDays)}`;
  if (purpose === 'by hand' && givenName(backup) !== null && days <= settings.archiveAfterDays)
    return `named by hand: kept ${daysWords(settings.archiveAfterDays)}`;
  return null;
}

function newestFirst(a: Understood, b: Understood): number {
  return a.days - b.days || (a.set.backup < b.set.backup ? 1 : -1);
}

function order(a: RetainSet, b: RetainSet): number {
  if (a.metadata === null || b.metadata === null)
    return Number(a.metadata === null) - Number(b.metadata === null) || (a.backup < b.backup ? 1 : -1);
  return Date.parse(b.metadata.startedAt) - Date.parse(a.metadata.startedAt) || (a.backup < b.backup ? 1 : -1);
}

function daysWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
