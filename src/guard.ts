import type { Backup } from './backup/types.ts';
import { approve } from './guard/approve.ts';
import { backupsMade, backupsOf } from './guard/backups-made.ts';
import { claim } from './guard/claim.ts';
import { earlierRuns } from './guard/earlier.ts';
import { inItsEnvironment } from './guard/environment.ts';
import { readExactly } from './guard/exactly.ts';
import { hold } from './guard/hold.ts';
import { untilInterrupted } from './guard/interrupt.ts';
import { alsoLostFacts } from './guard/journal-facts.ts';
import { journalled } from './guard/journal-refusal.ts';
import { letGo } from './guard/let-go.ts';
import { holdOthers } from './guard/others.ts';
import { filesJudged } from './guard/pinned.ts';
import { prepare } from './guard/prepare.ts';
import { recordImpact } from './guard/record.ts';
import { refuseAtOnce, refuseAtTarget, taskFacts } from './guard/refuse.ts';
import { reopen } from './guard/reopen.ts';
import { report } from './guard/report.ts';
import { retainAfterBackup } from './guard/retention.ts';
import { settle } from './guard/settle.ts';
import { signatureFacts } from './guard/signature-facts.ts';
import type { Acted, Task } from './guard/task.ts';
import { pushAfterBackup } from './guard/vault.ts';
import { openGuardLog } from './journal/guard-log.ts';
import { newRun, openJournal } from './journal/journal.ts';

/**
 * The straight line: Backup -> Proof -> Impact -> Approval -> Journal intent -> Action -> Outcome. Every step takes what the
 * one before it made, so none can be left out. Failures: those of the rooms; until the intent is durable nothing is forwarded.
 */
export async function guard(typed: Task): Promise<Acted> {
  const { acted, backups } = await straight(typed);
  // Nobody waits for the target any more.
  if (acted.signal === null)
    for (const backup of backups) await pushAfterBackup(backup, typed.settings, typed.place.env);
  return acted;
}

async function straight(typed: Task): Promise<{ readonly acted: Acted; readonly backups: readonly Backup[] }> {
  await refuseAtOnce(typed);
  const { directory } = typed.settings.backups;
  const run = newRun(new Date());
  const journal = openJournal(directory);
  const log = openGuardLog(directory, run);
  log.say(`start: ${typed.shown} on ${typed.target.label}`);
  const refused = async (task: Task, error: unknown) => journalled(error, { directory, run, facts: taskFacts(task) });
  const held = await hold(typed).catch(async (error) => {
    throw await refused(typed, error);
  });
  let failed: unknown = null;
  let task = typed;
  let intended = false;
  try {
    task = await readExactly(inItsEnvironment(typed, held), held);
    await refuseAtTarget(task);
    if (held.source) await task.assertPossible?.(held.source, null);
    await holdOthers(task, held);
    const ready = await untilInterrupted(async (signal) => {
      const before = await filesJudged(task);
      const prepared = await prepare({ task, held, log, signal });
      const earlier = earlierRuns(task, journal);
      const { early: proof, impact, others } = prepared;
      if (held.source) await task.assertPossible?.(held.source, proof);
      const approval = await approve({ task, held, files: before, proof, impact, others, earlier, signal });
      log.say(`approved by ${approval.by}`);
      return settle({ task, held, log, prepared, approval, before, earlier, signal });
    });
    const { backup, proof, approval } = ready;
    const facts = {
      ...taskFacts(ready.task),
      ...signatureFacts(approval),
      backup,
      proof: proof.kind,
      impact: approval.impact.kind,
      ...alsoLostFacts(approval.others),
    };
    const intent = await recordImpact({ ...ready, impact: approval.impact })
      .then(() => claim(ready, held))
      .then(() => journal.intent(approval, { run, command: typed.command, commit: typed.git.commit, facts }))
      .catch(async (error: Error) => {
        await reopen({ held, ready, log, mayBeGone: false });
        throw error;
      });
    intended = true;
    log.say('intent written; acting');
    const acted = await report({ task: ready.task, held, ready, journal, intent, log });
    return { acted, backups: await backupsOf(held, [proof, ...approval.others.map((other) => other.proof)]) };
  } catch (error) {
    log.say(`ended: ${(error as Error).message}`);
    failed = intended ? error : await refused(task, error);
    throw failed;
  } finally {
    await letGo(held, log, failed);
    if ((await backupsMade(held)).length > 0) await retainAfterBackup(typed.settings, log);
  }
}
