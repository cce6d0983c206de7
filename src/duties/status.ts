import type { Metadata } from '../backup/types.ts';
import type { Drill } from '../journal/drills.ts';
import type { LoggedFailure } from '../journal/migration-failure-entry.ts';
import type { ChainLine, JournalProblem } from '../journal/types.ts';
import type { Verification } from '../journal/verifications.ts';
import { dutiesOf, isLate, judge } from './duties.ts';
import { destructiveRuns, diedRuns, openEmergencies, type Run } from './runs.ts';
import type { DutyFacts, Judged, KnownTarget, Test } from './types.ts';

/** A request that waits for signatures. */
export interface OpenRequest {
  readonly file: string;
  /** What would be run, without secrets. */
  readonly command: string;
  readonly target: string;
  readonly requester: string;
  readonly reason: string;
  /** UTC, ISO 8601. */
  readonly expiresAt: string;
  /** E-mail addresses of those who signed. */
  readonly signedBy: readonly string[];
}

/** A database whose writes were stopped from this machine and not allowed again. */
interface FrozenTarget {
  readonly label: string;
  /** UTC, ISO 8601. */
  readonly since: string;
  readonly by: string;
  /** What `--target` takes to reach it; null for the default. */
  readonly argument: string | null;
}

/** Everything `permahub status` is made of, read beforehand. */
export interface StatusInput {
  readonly directory: string;
  readonly targets: readonly KnownTarget[];
  /** Newest first. */
  readonly backups: readonly Pick<Metadata, 'backup' | 'startedAt' | 'finishedAt' | 'proof' | 'target'>[];
  readonly broken: readonly { readonly file: string; readonly problem: string }[];
  readonly verifications: readonly Verification[];
  readonly drills: readonly Drill[];
  readonly journal: readonly ChainLine[];
  readonly problems: readonly JournalProblem[];
  readonly requests: readonly OpenRequest[];
  readonly frozen: readonly FrozenTarget[];
  readonly failedMigrations: readonly LoggedFailure[];
  readonly owner: { readonly name: string; readonly email: string } | null;
  readonly contacts: Readonly<Record<string, string>>;
  /** What else is to be said: settings that differ, records that cannot be read. */
  readonly notes: readonly string[];
}

export interface TargetStatus {
  readonly target: KnownTarget;
  /** The newest verified backup. */
  readonly newest: { readonly backup: string; readonly startedAt: string; readonly unverified: number } | null;
  readonly backups: number;
  readonly duties: readonly (Judged & { readonly duty: string; readonly words: string; readonly late: boolean })[];
  /** Backups that have to be kept and are not there any more. */
  readonly missing: readonly string[];
  /** The last restore test, whatever came of it. */
  readonly lastTest: Test | null;
  /** The last drill that went well. */
  readonly lastDrill: Drill | null;
}

/** The state of everything, at one moment. */
export interface Status extends Omit<StatusInput, 'targets' | 'backups' | 'verifications' | 'drills' | 'journal'> {
  /** True when nothing is overdue and nothing is broken. */
  readonly ok: boolean;
  readonly targets: readonly TargetStatus[];
  /** Backups whose last restore test found them different, and that are still there. */
  readonly different: readonly Verification[];
  readonly died: readonly Run[];
  readonly emergencies: readonly Run[];
  /** Newest first. */
  readonly runs: readonly Run[];
}

/** Judges everything that was read. Pure. */
export function statusOf(input: StatusInput, now: Date): Status {
  const { targets: known, backups, verifications, drills: _drills, journal, ...kept } = input;
  const last = new Map(
    verifications.filter(({ outcome }) => outcome !== 'not tested').map((each) => [each.backup, each]),
  );
  const there = new Set(backups.map(({ backup }) => backup));
  const different = [...last.values()].filter(({ outcome, backup }) => outcome === 'different' && there.has(backup));
  const targets = known.map((target) => targetStatus(target, input, last, now));
  const died = diedRuns(journal);
  const emergencies = openEmergencies(journal);
  const troubles = [kept.broken, kept.problems, kept.failedMigrations, kept.frozen, different, died, emergencies];
  const ok =
    troubles.every(({ length }) => length === 0) && !targets.some(({ duties }) => duties.some(({ late }) => late));
  return { ...kept, ok, targets, different, died, emergencies, runs: destructiveRuns(journal).reverse() };
}

function targetStatus(
  target: KnownTarget,
  { backups, verifications, drills, journal }: StatusInput,
  last: ReadonlyMap<string, Verification>,
  now: Date,
): TargetStatus {
  const own = backups.filter((each) => each.target.key === target.key);
  const isVerified = ({ backup, proof }: (typeof own)[number]) =>
    proof !== null && last.get(backup)?.outcome !== 'different';
  const facts: DutyFacts = {
    backups: own.map((each) => ({ ...each, verified: isVerified(each) })),
    tests: verifications.filter((each) => each.target === target.key),
    missing: missing(target.key, journal, new Set(backups.map(({ backup }) => backup)), now),
  };
  const held = dutiesOf(target.environment, own.length > 0 || facts.missing.length > 0);
  const newest = own.find(isVerified) ?? null;
  return {
    target,
    newest: newest && {
      backup: newest.backup,
      startedAt: newest.startedAt,
      unverified: newest.proof?.unverified.length ?? 0,
    },
    backups: own.length,
    duties: held.map((duty) => {
      const judged = judge(duty, facts, now);
      return { duty: duty.kind, words: duty.words, ...judged, late: isLate(judged) };
    }),
    missing: held.some(({ kind }) => kind === 'retention') ? facts.missing : [],
    lastTest: facts.tests.at(-1) ?? null,
    lastDrill: drills.findLast((each) => each.target === target.key) ?? null,
  };
}

const kept30Days = 30 * 86_400_000;

/** Backups that the journal says were made for a run of the last 30 days, and that no list holds any more. */
function missing(key: string, journal: readonly ChainLine[], there: ReadonlySet<string>, now: Date): string[] {
  const named = journal.filter(({ facts, at }) => facts.target === key && now.getTime() - Date.parse(at) < kept30Days);
  const backups = named.map(({ facts }) => facts.backup).filter((name) => typeof name === 'string' && name !== '');
  return [...new Set(backups as string[])].filter((name) => !there.has(name));
}
