import type { Request } from '../approval/request-types.ts';
import { Failure } from '../failures.ts';
import { scrubbed } from '../invocation/shown.ts';
import { openGuardLog } from '../journal/guard-log.ts';
import { newRun } from '../journal/journal.ts';
import { inItsEnvironment } from './environment.ts';
import { readExactly } from './exactly.ts';
import { hold } from './hold.ts';
import { untilInterrupted } from './interrupt.ts';
import { journalled } from './journal-refusal.ts';
import { makeRequest } from './make-request.ts';
import { filesJudged } from './pinned.ts';
import { prepare } from './prepare.ts';
import { recordImpact } from './record.ts';
import { refuseAfterRehearsal, refuseAtOnce, refuseAtTarget, taskFacts } from './refuse.ts';
import type { Task } from './task.ts';
import { weighTask } from './weigh-task.ts';

/**
 * Backup, proof and rehearsal as for a run, then a request of it for people to sign; nothing is forwarded. The task was
 * judged as if everybody had signed. Failures: those of the line; request-secret, request-stdin (64).
 */
export async function propose(typed: Task, reason: string): Promise<Request> {
  if (JSON.stringify(scrubbed(typed.argv)) !== JSON.stringify(typed.argv)) throw new Failure('request-secret');
  if (typed.sql?.meaning?.what.stdin) throw new Failure('request-stdin');
  await refuseAtOnce(typed);
  const { directory } = typed.settings.backups;
  const run = newRun(new Date());
  const log = openGuardLog(directory, run);
  const refused = async (task: Task, error: unknown) => journalled(error, { directory, run, facts: taskFacts(task) });
  log.say(`request: ${typed.shown} on ${typed.target.label}`);
  const held = await hold(typed).catch(async (error) => {
    throw await refused(typed, error);
  });
  let task = typed;
  try {
    task = await readExactly(inItsEnvironment(typed, held), held);
    await refuseAtTarget(task);
    if (held.source) await task.assertPossible?.(held.source, null);
    return await untilInterrupted(async (signal) => {
      const files = await filesJudged(task);
      const prepared = await prepare({ task, held, log, signal });
      const { impact } = prepared;
      if (held.source) await task.assertPossible?.(held.source, prepared.early);
      await refuseAfterRehearsal(task, weighTask(task, impact));
      const proof = await prepared.settled;
      await recordImpact({ task, proof, impact, files });
      return makeRequest({ task, held, proof, impact, files, reason, emergency: false });
    });
  } catch (error) {
    log.say(`ended: ${(error as Error).message}`);
    throw await refused(task, error);
  } finally {
    await held.release();
  }
}
