import type { Classification } from '../classification/types.ts';
import type { Invocation } from '../invocation/types.ts';
import type { Target } from '../target/types.ts';
import { type Column, type Demand, emergencyRecovery, inWords, markLaxer, markStricter, policy } from './table.ts';
import type { Decision, Need, People, Signed } from './types.ts';
import { canBeRequested, signedWords, whySigned } from './who-signs.ts';

/** Everything a decision rests on. */
export interface Deciding {
  readonly invocation: Invocation;
  readonly classification: Classification;
  readonly target: Target;
  readonly people: People;
  /** A restore in an emergency, by the owner alone: the second person signs afterwards. */
  readonly emergency?: boolean;
}

/** The built-in policy as a judgement: pass, guard with what it needs, or refuse. Pure. */
export function decide(input: Deciding): Decision {
  const { classification, target } = input;
  if (classification.effect === 'unknown') {
    const why = classification.findings.map((finding) => finding.message).join(' ');
    return refuse(`It is not known what this would do, so nothing is done. ${why}`.trim());
  }
  const passed = passes(classification);
  if (passed) return passed;
  const never = neverAnywhere(input);
  if (never) return refuse(never);
  if (target.problem !== null) return refuse(`It is not certain what this would act on: ${target.problem}.`);
  const notThere = neverThere(input);
  if (notThere) return refuse(notThere);
  return judge(input, columnOf(target));
}

/** The decision on what is harmless wherever it acts and whoever asks; null for everything else. Pure. */
export function passes({ effect, kind }: Classification): Decision | null {
  if (effect === 'unknown' || kind !== 'harmless') return null;
  const reason = effect === 'files' ? 'It only writes local files.' : 'It only reads.';
  return { verdict: 'pass', reason, needs: [], signed: null, byRequest: false };
}

function judge(input: Deciding, column: Column): Decision {
  const { invocation, classification, target, people } = input;
  const demand = demandOf(input, column);
  const volumes = has(classification, 'deletes-volumes');
  const manual = invocation.command === 'db query' && column !== 'local' && !demand.needs.includes('reason');
  const needs: readonly Need[] = [
    ...(volumes && !demand.needs.includes('backup') ? (['backup'] as const) : []),
    ...demand.needs,
    // What is changed by hand is written down with its reason.
    ...(manual ? (['reason'] as const) : []),
  ];
  const place =
    column === 'none'
      ? 'This'
      : column === 'local' && target.label === 'local'
        ? 'On the local stack this'
        : `${target.label} is ${column}: this`;
  const { signed } = demand;
  const staging = column === 'staging';
  const byGit = staging && people.signers === null && people.request === null;
  const reason = `${place} needs ${inWords(needs, signed && signedWords(signed, byGit))}.`;
  const missing = signed && whySigned(signed, people, staging);
  if (missing) return { ...refuse(`${reason} ${missing}`, needs, signed), byRequest: canBeRequested(signed, people) };
  return { verdict: 'guard', reason, needs, signed, byRequest: false };
}

/** The place in the table; a mark in the database has its own, and what takes a tripwire away is as what takes a mark away. */
function demandOf({ invocation, classification: { kind }, emergency }: Deciding, column: Column): Demand {
  if (emergency && kind === 'recovery' && column === 'production') return emergencyRecovery;
  if (invocation.command === 'mark production') return markStricter;
  if (['mark staging', 'mark remove', 'tripwire remove'].includes(invocation.command))
    return column === 'local' ? markStricter : markLaxer;
  return policy[kind][column];
}

/** What no approval allows, whatever the target. A sentence; null when nothing forbids it. */
function neverAnywhere({ invocation }: Deciding): string | null {
  if (invocation.command === 'projects delete') return 'A whole project is never deleted through the guard.';
  return null;
}

/** What no approval allows on this target. A sentence; null when nothing forbids it. */
function neverThere({ invocation, classification, target }: Deciding): string | null {
  if (has(classification, 'every-project') && columnOf(target) !== 'local')
    return 'It would delete the volumes of every project there, and that is done on a local stack alone.';
  if (invocation.command === 'db reset' && columnOf(target) === 'production')
    return 'A production database is never reset.';
  if (invocation.command === 'db schema declarative generate' && target.kind !== 'local')
    return 'It would reset the local database while its target is another one, so the wrong one would be backed up.';
  return null;
}

/** Whatever is not known to be local or staging is production; only a target that is no target has no environment. */
function columnOf(target: Target): Column {
  if (target.environment === 'local' || target.environment === 'staging') return target.environment;
  return target.environment === 'none' && target.kind === 'none' ? 'none' : 'production';
}

function has(classification: Classification, rule: string): boolean {
  return classification.findings.some((finding) => finding.rule === rule);
}

function refuse(reason: string, needs: readonly Need[] = [], signed: Signed | null = null): Decision {
  return { verdict: 'refuse', reason, needs, signed, byRequest: false };
}
