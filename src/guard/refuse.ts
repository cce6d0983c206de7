import { readPresence } from '../approval/presence.ts';
import { type Done, type RefusalCause, refusalWords } from '../approval/refusal.ts';
import type { Weighed } from '../approval/weigh.ts';
import { Failure } from '../failures.ts';
import { newRun } from '../journal/journal.ts';
import type { Need } from '../policy/types.ts';
import { canBeRequested } from '../policy/who-signs.ts';
import type { Target } from '../target/types.ts';
import { checklistProblem } from './checklist-gate.ts';
import { uncommittedProblem } from './committed.ts';
import { sqlFacts } from './journal-facts.ts';
import { journalRefusal } from './journal-refusal.ts';
import type { Task } from './task.ts';

/** The terminal device questions are asked on, never standard input. */
export const terminalDevice = '/dev/tty';

/**
 * Refuses at once what policy forbids, and what only a person may approve where nobody can be asked: nothing is contacted,
 * no backup is made. What depends on the migrations that are pending is left to `refuseAtTarget`. Throws Failure 'refused'
 * (77) after journalling it; returns when the run may go on.
 */
export async function refuseAtOnce(task: Task): Promise<void> {
  const { verdict, needs } = task.sql?.meaning?.atLeast ?? task.decision;
  if (verdict === 'refuse') throw await refusal(task, byPolicy(task), 'nothing');
  assertProject(task.target, task.place.cwd);
  await refuseUnasked(task, needs, 'nothing');
}

/**
 * The same once the database said what is pending: it was read, and nothing more. Here staging and production ask for
 * committed SQL and for the written procedure's checklists.
 */
export async function refuseAtTarget(task: Task): Promise<void> {
  const { verdict, needs } = task.decision;
  if (verdict === 'refuse') throw await refusal(task, byPolicy(task), 'read');
  await refuseUnasked(task, needs, 'read');
  const undone = (await uncommittedProblem(task)) ?? (await checklistProblem(task));
  if (undone !== null) throw await refusal(task, { kind: 'policy', reason: undone }, 'read');
}

/** The same once the rehearsal is over; a backup that is not proven by then ends with it. */
export async function refuseAfterRehearsal(task: Task, weighed: Weighed): Promise<void> {
  const { refusal: reason, byRequest } = weighed;
  if (reason !== null) throw await refusal(task, { kind: 'policy', reason, byRequest }, 'rehearsed');
  await refuseUnasked(task, weighed.needs, 'rehearsed', weighed.why);
}

/** What a signed request does not cover, journalled as refused. */
export function refuseSigned(task: Task, reason: string): Promise<Failure> {
  return refusal(task, { kind: 'policy', reason }, 'rehearsed');
}

/** What goes beside the target and must not, journalled as refused. */
export function refuseOther(task: Task, reason: string): Promise<Failure> {
  return refusal(task, { kind: 'policy', reason }, 'read');
}

function byPolicy({ decision, requestable }: Task): RefusalCause {
  return { kind: 'policy', reason: decision.reason, byRequest: requestable && decision.byRequest };
}

async function refuseUnasked(task: Task, needs: readonly Need[], done: Done, because: string | null = null) {
  if (!asks(needs) || task.approvedBy === 'signatures') return;
  const presence = presenceOf(task);
  const { signed } = task.decision;
  const byRequest = task.requestable && signed !== null && canBeRequested(signed, task.people);
  if (!presence.canAsk) throw await refusal(task, { kind: 'person', why: presence.why, because, byRequest }, done);
}

/** Whether somebody can be asked here, and why not. */
export function presenceOf({ place }: Pick<Task, 'place'>) {
  return readPresence({ env: place.env, devTty: terminalDevice, devin: '/opt/.devin' });
}

/** Outside of every project "local" is whatever runs on the usual port. Failure: project-missing (69). */
export function assertProject(target: Pick<Target, 'isLocalStack' | 'projectFolder'>, folder: string): void {
  if (target.isLocalStack && target.projectFolder === null) throw new Failure('project-missing', { folder });
}

/** Whether somebody has to answer a question. */
function asks(needs: readonly Need[]): boolean {
  return needs.includes('reason') || needs.includes('confirmation');
}

/** The journalled refusal as a Failure. A journal that cannot be written is said, and changes nothing: it stays refused. */
async function refusal(task: Task, cause: RefusalCause, done: Done): Promise<Failure> {
  const { words, instead } = refusalWords({
    command: task.shown,
    target: task.target,
    classification: task.classification,
    cause,
    done,
  });
  const why = cause.kind === 'policy' ? cause.reason : cause.why;
  const { directory } = task.settings.backups;
  const unwritten = await journalRefusal({ directory, run: newRun(new Date()), facts: taskFacts(task) }, why);
  return new Failure('refused', { words: unwritten ? `${words}\n${unwritten}` : words, instead });
}

/** What the journal knows of every run. */
export function taskFacts(task: Task): Record<string, unknown> {
  const { target, cli } = task;
  return {
    command: task.command,
    shown: task.shown,
    effect: task.classification.effect,
    target: target.key,
    label: target.label,
    environment: target.environment,
    address: target.host === null ? null : `${target.host}:${target.port}/${target.database}`,
    cli: cli === null ? null : { path: cli.path, version: cli.version },
    ...(task.emergency ? { emergency: true } : {}),
    ...sqlFacts(task),
    ...task.facts,
  };
}
