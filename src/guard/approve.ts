import { ask } from '../approval/ask.ts';
import { freshCode } from '../approval/code.ts';
import { buildScreen, confirmationText } from '../approval/question.ts';
import type { Approval } from '../approval/types.ts';
import { type Weighed, weigh } from '../approval/weigh.ts';
import { lossOf } from '../rehearsal/loss.ts';
import type { Impact } from '../rehearsal/types.ts';
import type { Proof } from '../verification/types.ts';
import { personAt } from './look.ts';
import { presenceOf, refuseAfterRehearsal, terminalDevice } from './refuse.ts';
import type { Task } from './task.ts';

/** Asks the person at the terminal; without a question the approval says so. Failures: not-approved (77), interrupted (130). */
export async function approve(of: {
  readonly task: Task;
  readonly proof: Proof;
  readonly impact: Impact;
  /** What earlier runs left, in words. */
  readonly earlier: readonly string[];
  /** Things that changed since the last question. */
  readonly since?: readonly string[];
  readonly signal: AbortSignal;
}): Promise<Approval> {
  const { task, proof, impact } = of;
  const { target, classification, git, place } = task;
  const by = personAt(git, place.env);
  const weighed = weighTask(task, impact);
  await refuseAfterRehearsal(task, weighed);
  const screen = buildScreen({
    command: task.shown,
    target,
    classification,
    proof,
    impact,
    by,
    notes: [...(of.since ?? []), ...notesOf(task, weighed), ...of.earlier],
    now: Date.now(),
  });
  const { needs } = weighed;
  const asked = needs.includes('reason') || needs.includes('confirmation');
  return ask({
    screen,
    needs: { reason: needs.includes('reason'), confirmation: needs.includes('confirmation') },
    confirmText: confirmationText(target, freshCode()),
    reasonOtherwise: asked
      ? 'confirmed without a reason'
      : `no question needed: ${weighed.why ?? task.decision.reason}`,
    by,
    proof,
    impact,
    tty: terminalDevice,
    signal: of.signal,
  });
}

/** What has to be asked, now that the rehearsal is over. */
function weighTask(task: Task, impact: Impact): Weighed {
  const { classification, decision, target, settings } = task;
  return weigh({
    command: task.command,
    environment: target.environment,
    classification,
    decision,
    ifDestructive: task.ifDestructive,
    impact,
    loss: impact.kind === 'rehearsed' ? lossOf(impact) : null,
    rowLimit: settings.limits.changedRows,
    atTerminal: presenceOf(task).canAsk,
  });
}

function notesOf({ decision, settings, classification, word }: Task, { why }: Weighed): string[] {
  const owner = decision.needs.includes('owner')
    ? ['You count as the owner by git identity alone; a signature would prove it, and this version cannot collect one.']
    : [];
  return [...(why ? [why] : []), ...(word ? [word] : []), ...(classification.notes ?? []), ...owner, ...settings.notes];
}
