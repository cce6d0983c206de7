import { Failure } from '../failures.ts';
import type { GuardLog } from '../journal/guard-log.ts';
import { printFailure } from '../terminal/failure.ts';
import type { Held } from './hold.ts';

/**
 * Lets go of everything at the end of a run. A container of ours that stays is said, unless it is what `ended` the run; it
 * takes nothing away from how the run ended.
 */
export async function letGo(held: Held, log: GuardLog, ended: unknown): Promise<void> {
  try {
    await held.release();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.say(error.message);
    const isSaid = ended instanceof Failure && ended.detail.container === error.detail.container;
    if (!isSaid) printFailure(error);
  }
}
