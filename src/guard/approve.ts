import type { Fingerprint } from '../action/fingerprint.ts';
import { ask } from '../approval/ask.ts';
import { freshCode } from '../approval/code.ts';
import { buildScreen, confirmationText } from '../approval/question.ts';
import type { Approval } from '../approval/types.ts';
import type { Weighed } from '../approval/weigh.ts';
import type { Impact } from '../rehearsal/types.ts';
import type { AlsoLost, Proof } from '../verification/types.ts';
import { bySignatures } from './by-signatures.ts';
import type { Held } from './hold.ts';
import { personAt } from './look.ts';
import { refuseAfterRehearsal, terminalDevice } from './refuse.ts';
import { signHere } from './sign-here.ts';
import type { Task } from './task.ts';
import { weighTask } from './weigh-task.ts';

/** What is to be approved. */
export interface ToApprove {
  readonly task: Task;
  readonly held: Held;
  /** Everything that decides what the action does, as it was judged. */
  readonly files: Fingerprint;
  readonly proof: Proof;
  readonly impact: Impact;
  /** What goes beside the target, and its backups. */
  readonly others: readonly AlsoLost[];
  /** What earlier runs left, in words. */
  readonly earlier: readonly string[];
  /** Things that changed since the last question. */
  readonly since?: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Asks the person at the terminal, who signs where the policy wants a signature; a signed request is held against what is
 * there now. Without a question the approval says so. Failures: not-approved, refused (77), interrupted (130).
 */
export async function approve(of: ToApprove): Promise<Approval> {
  const { task, proof, impact, others } = of;
  const { target, classification, git, place } = task;
  const by = personAt(git, place.env);
  const weighed = weighTask(task, impact);
  await refuseAfterRehearsal(task, weighed);
  if (task.approvedBy === 'signatures') return bySignatures(of, weighed.signed);
  const screen = buildScreen({
    command: task.shown,
    target,
    classification,
    proof,
    impact,
    others,
    removes: task.removes,
    volumes: of.held.volumes,
    by,
    notes: [...(of.since ?? []), ...heldNotes(of.held), ...notesOf(task, weighed), ...of.earlier],
    now: Date.now(),
  });
  const { needs } = weighed;
  const asked = needs.includes('reason') || needs.includes('confirmation');
  const approval = await ask({
    screen,
    needs: { reason: needs.includes('reason'), confirmation: needs.includes('confirmation') },
    confirmText: confirmationText(target, freshCode()),
    reasonOtherwise: asked
      ? 'confirmed without a reason'
      : `no question needed: ${weighed.why ?? task.decision.reason}`,
    by,
    proof,
    impact,
    others,
    tty: terminalDevice,
    signal: of.signal,
  });
  // A team without allowed signers has only git's identity to go by; the policy let it through, and the screen says so.
  return weighed.signed !== null && task.people.signers !== null ? signHere(of, approval, weighed.signed) : approval;
}

/** Of the way to it, and to what goes beside it. */
function heldNotes({ source, others }: Held): string[] {
  const beside = others.flatMap(({ task, held }) =>
    (held.source?.notes ?? []).map((note) => `${task.target.label}: ${note}`),
  );
  return [...(source?.notes ?? []), ...beside];
}

function notesOf({ settings, classification, word, people }: Task, { why, signed }: Weighed): string[] {
  const byGit = signed !== null && people.signers === null;
  const owner = byGit
    ? [
        'You count as the owner by git identity alone: the team has no allowed_signers yet, and a signature would prove it.',
      ]
    : [];
  return [...(why ? [why] : []), ...(word ? [word] : []), ...(classification.notes ?? []), ...owner, ...settings.notes];
}
