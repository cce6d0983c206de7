import type { Classification } from '../classification/types.ts';
import type { Invocation } from '../invocation/types.ts';
import type { Target } from '../target/types.ts';
import { type Column, inWords, policy } from './table.ts';
import type { Decision, Need } from './types.ts';

/** Everything a decision rests on. `owner`: whether the person at the terminal is the owner the settings name. */
export interface Deciding {
  readonly invocation: Invocation;
  readonly classification: Classification;
  readonly target: Target;
  readonly owner: 'is-owner' | 'not-owner' | 'no-owner-named';
}

/**
 * The built-in policy as a judgement: pass, guard with what it needs, or refuse. Pure. Signatures cannot be collected by
 * this version, so what needs them is refused and says what the policy demands.
 */
export function decide(input: Deciding): Decision {
  const { classification, target } = input;
  if (classification.effect === 'unknown') {
    const why = classification.findings.map((finding) => finding.message).join(' ');
    return refuse(`It is not known what this would do, so nothing is done. ${why}`.trim());
  }
  if (classification.kind === 'harmless')
    return {
      verdict: 'pass',
      reason: classification.effect === 'files' ? 'It only writes local files.' : 'It only reads.',
      needs: [],
    };
  const never = neverAnywhere(input);
  if (never) return refuse(never);
  if (target.problem !== null) return refuse(`It is not certain what this would act on: ${target.problem}.`);
  const notThere = neverThere(input);
  if (notThere) return refuse(notThere);
  return judge(input, columnOf(target));
}

function judge({ classification, target, owner }: Deciding, column: Column): Decision {
  const demand = policy[classification.kind][column];
  const volumes = has(classification, 'deletes-volumes');
  const needs: readonly Need[] =
    volumes && !demand.needs.includes('backup') ? ['backup', ...demand.needs] : demand.needs;
  const place =
    column === 'none'
      ? 'This'
      : target.label === column
        ? `On the ${column} stack this`
        : `${target.label} is ${column}: this`;
  if (demand.signed !== null) {
    const who = demand.signed === 'owner' ? 'the signature of the owner' : 'the signatures of two different people';
    return refuse(`${place} needs ${inWords(needs, who)}. This version cannot collect signatures yet.`, needs);
  }
  if (needs.includes('owner') && owner === 'no-owner-named')
    return refuse(`${place} needs the owner, and the settings name none.`, needs);
  if (needs.includes('owner') && owner === 'not-owner')
    return refuse(`${place} needs the owner, and the git identity here is not the owner's.`, needs);
  return { verdict: 'guard', reason: `${place} needs ${inWords(needs)}.`, needs };
}

/** What no approval allows, whatever the target. A sentence; null when nothing forbids it. */
function neverAnywhere({ invocation, classification }: Deciding): string | null {
  if (invocation.command === 'projects delete') return 'A whole project is never deleted through the guard.';
  if (has(classification, 'every-project'))
    return 'It would delete the volumes of every project on this machine, and only this project can be backed up.';
  return null;
}

/** What no approval allows on this target. A sentence; null when nothing forbids it. */
function neverThere({ invocation, target }: Deciding): string | null {
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

function refuse(reason: string, needs: readonly Need[] = []): Decision {
  return { verdict: 'refuse', reason, needs };
}
