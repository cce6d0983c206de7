import type { Classification } from '../classification/types.ts';
import type { Decision, Need } from '../policy/types.ts';
import type { Impact, Loss, RehearsalFailure } from '../rehearsal/types.ts';
import type { Target } from '../target/types.ts';
import { counted } from '../terminal/words.ts';

/** What meaning, policy and rehearsal say together. */
export interface Weighing {
  readonly command: string;
  readonly environment: Target['environment'];
  readonly classification: Classification;
  /** By meaning. */
  readonly decision: Decision;
  /** What the policy says of the same command when it destroys. */
  readonly ifDestructive: Decision;
  readonly impact: Impact;
  /** Null when nothing was rehearsed. */
  readonly loss: Loss | null;
  /** Rows that may be changed (by a query: or deleted) without being asked about; at most 10. */
  readonly rowLimit: number;
  readonly atTerminal: boolean;
}

/** What is asked in the end; `refusal` when nothing is. */
export interface Weighed {
  readonly needs: readonly Need[];
  /** Why the needs are other than the policy's, in a sentence; null when they are the same. */
  readonly why: string | null;
  readonly refusal: string | null;
}

/** Commands a rehearsal without loss spares the question; all others that destroy are always asked about. */
const relaxable: ReadonlySet<string> = new Set(['db push', 'migration up', 'db query']);

/** Commands that go on over a failing rehearsal when the person confirms it: what they leave is what the screen says. */
const goesOnOverFailure = (kind: Classification['kind']) => kind === 'empties' || kind === 'recovery';

/**
 * Impact decides the questions. A failure of its own refuses, except for what empties the database; loss that meaning did
 * not see makes it destructive; what could not be rehearsed is confirmed by a person; no loss spares the question where
 * the policy lets it (push, up and query, local, at a terminal). Pure.
 */
export function weigh(of: Weighing): Weighed {
  const { decision, impact, loss, classification } = of;
  const same = (needs = decision.needs): Weighed => ({ needs, why: null, refusal: null });
  if (!decision.needs.includes('rehearsal')) return same();
  if (impact.kind === 'not-rehearsed' || loss === null) return unseen(of, 'It could not be rehearsed');
  if (impact.failure?.cause === 'own' && !goesOnOverFailure(classification.kind))
    return { needs: [], why: null, refusal: failureWords(impact.failure) };
  if (impact.failure || impact.lacking.length > 0) return unseen(of, 'A part of it could not be rehearsed');
  const within = loss.rowsGone + loss.rowsChanged <= of.rowLimit;
  const few = of.command === 'db query' ? within : loss.rowsGone === 0 && within;
  const harmless = few && loss.objectsLost.length + loss.valuesLost === 0;
  const asks = decision.needs.includes('confirmation');
  if (!harmless && classification.effect !== 'destroys') return destructive(of, loss);
  const spared = harmless && asks && relaxable.has(of.command) && of.environment === 'local' && of.atTerminal;
  if (!spared) return same();
  const words = loss.rowsGone + loss.rowsChanged === 0 ? 'nothing is lost' : `only ${rows(loss)}`;
  return {
    needs: decision.needs.filter((need) => need !== 'reason' && need !== 'confirmation'),
    why: `rehearsed on the restored copy, ${words}`,
    refusal: null,
  };
}

function failureWords({ file, line, message }: RehearsalFailure): string {
  const where = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return `It was run on a restored copy of the database first, and fails there: ${where}${sentence} Mend it, then run it again.`;
}

/** Never counted as harmless: a person confirms it. */
function unseen({ decision }: Weighing, why: string): Weighed {
  if (decision.needs.includes('confirmation')) return { needs: decision.needs, why: null, refusal: null };
  return { needs: [...decision.needs, 'confirmation'], why: `${why}, so it is asked about.`, refusal: null };
}

/** Harmless by meaning, destructive by effect: a trigger, a function. */
function destructive({ ifDestructive }: Weighing, loss: Loss): Weighed {
  const why = `Its SQL looks harmless, but on the restored copy it destroyed: ${rows(loss)}.`;
  if (ifDestructive.verdict === 'refuse') return { needs: [], why, refusal: `${why} ${ifDestructive.reason}` };
  return { needs: ifDestructive.needs, why, refusal: null };
}

function rows({ rowsGone, rowsChanged, objectsLost, valuesLost }: Loss): string {
  const parts = [
    ...(rowsGone > 0 ? [`${counted(rowsGone, 'row')} gone`] : []),
    ...(rowsChanged > 0 ? [`${counted(rowsChanged, 'row')} changed`] : []),
    ...(valuesLost > 0 ? [`${counted(valuesLost, 'value')} lost`] : []),
    ...(objectsLost.length > 0 ? [`${counted(objectsLost.length, 'object')} dropped`] : []),
  ];
  return parts.join(', ') || 'nothing';
}
