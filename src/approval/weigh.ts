import type { Classification } from '../classification/types.ts';
import type { Decision, Need, Signed } from '../policy/types.ts';
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
  /** Whose signature it takes; null where nobody has to sign. */
  readonly signed: Signed | null;
  /** Why the needs are other than the policy's, in a sentence; null when they are the same. */
  readonly why: string | null;
  readonly refusal: string | null;
  /** True where a signed request would open the way. */
  readonly byRequest: boolean;
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
  const same = (): Weighed => ({
    needs: decision.needs,
    signed: decision.signed,
    why: null,
    refusal: null,
    byRequest: false,
  });
  if (!decision.needs.includes('rehearsal')) return same();
  if (impact.kind === 'not-rehearsed' || loss === null) return unseen(of, 'It could not be rehearsed');
  if (impact.failure?.cause === 'own' && !goesOnOverFailure(classification.kind))
    return { needs: [], signed: null, why: null, refusal: failureWords(impact.failure), byRequest: false };
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
    signed: decision.signed,
    why: `rehearsed on the restored copy, ${words}`,
    refusal: null,
    byRequest: false,
  };
}

function failureWords({ file, line, message }: RehearsalFailure): string {
  const where = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return `It was run on a restored copy of the database first, and fails there: ${where}${sentence} Mend it, then run it again.`;
}

/** Never counted as harmless: a person confirms it. */
function unseen({ decision }: Weighing, why: string): Weighed {
  const { needs, signed } = decision;
  if (needs.includes('confirmation')) return { needs, signed, why: null, refusal: null, byRequest: false };
  return {
    needs: [...needs, 'confirmation'],
    signed,
    why: `${why}, so it is asked about.`,
    refusal: null,
    byRequest: false,
  };
}

/** Harmless by meaning, destructive by effect: a trigger, a function. */
function destructive({ ifDestructive }: Weighing, loss: Loss): Weighed {
  const why = `Its SQL looks harmless, but on the restored copy it destroyed: ${rows(loss)}.`;
  const { verdict, needs, signed, reason, byRequest } = ifDestructive;
  if (verdict === 'refuse') return { needs: [], signed: null, why, refusal: `${why} ${reason}`, byRequest };
  return { needs, signed, why, refusal: null, byRequest: false };
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
