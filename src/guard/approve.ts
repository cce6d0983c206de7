import { ask } from '../approval/ask.ts';
import { freshCode } from '../approval/code.ts';
import { buildScreen, confirmationText } from '../approval/question.ts';
import type { Approval } from '../approval/types.ts';
import type { OpenIntent } from '../journal/types.ts';
import type { Impact } from '../rehearsal/types.ts';
import type { Proof } from '../verification/types.ts';
import { personAt } from './look.ts';
import { asksPerson, terminalDevice } from './refuse.ts';
import type { Task } from './task.ts';

/** What this version says instead of an impact, everywhere. */
const notRehearsed: Impact = {
  kind: 'not-rehearsed',
  reason: 'this version does not rehearse commands on the copy yet',
};

/** Asks the person at the terminal; without a question the approval says so. Failures: not-approved (77), interrupted (130). */
export async function approve(of: {
  readonly task: Task;
  readonly proof: Proof;
  readonly openIntents: readonly OpenIntent[];
  /** Things that changed since the last question. */
  readonly since?: readonly string[];
  readonly signal: AbortSignal;
}): Promise<Approval> {
  const { task, proof } = of;
  const { target, classification, decision, git, place } = task;
  const by = personAt(git, place.env);
  const screen = buildScreen({
    command: task.shown,
    target,
    classification,
    proof,
    impact: notRehearsed,
    by,
    notes: [...(of.since ?? []), ...notesOf(task), ...of.openIntents.map(openIntentWords)],
    now: Date.now(),
  });
  return ask({
    screen,
    needs: { reason: decision.needs.includes('reason'), confirmation: decision.needs.includes('confirmation') },
    confirmText: confirmationText(target, freshCode()),
    reasonOtherwise: asksPerson(task) ? 'confirmed without a reason' : `no question needed: ${decision.reason}`,
    by,
    proof,
    impact: notRehearsed,
    tty: terminalDevice,
    signal: of.signal,
  });
}

function notesOf({ decision, settings }: Task): string[] {
  const owner = decision.needs.includes('owner')
    ? ['You count as the owner by git identity alone; a signature would prove it, and this version cannot collect one.']
    : [];
  return [...owner, ...settings.notes];
}

function openIntentWords({ at, facts }: OpenIntent): string {
  return `An earlier run (${String(facts.shown ?? facts.command)}, ${at}) was approved and has no outcome: it died, or it is still running.`;
}
