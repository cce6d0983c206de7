import { readPresence } from '../approval/presence.ts';
import { type RefusalCause, refusalWords } from '../approval/refusal.ts';
import { Failure } from '../failures.ts';
import { newRun, openJournal } from '../journal/journal.ts';
import type { Target } from '../target/types.ts';
import type { Task } from './task.ts';

/** The terminal device questions are asked on, never standard input. */
export const terminalDevice = '/dev/tty';

/**
 * Refuses at once what policy forbids, and what only a person may approve where nobody can be asked: nothing is contacted,
 * no backup is made. Throws Failure 'refused' (77) after journalling it; returns when the run may go on.
 */
export async function refuseAtOnce(task: Task): Promise<void> {
  if (task.decision.verdict === 'refuse')
    throw await refusal(task, { kind: 'policy', reason: task.decision.reason }, false);
  assertProject(task.target, task.place.cwd);
  if (!asksPerson(task)) return;
  const presence = readPresence({ env: task.place.env, devTty: terminalDevice, devin: '/opt/.devin' });
  if (!presence.canAsk) throw await refusal(task, { kind: 'person', why: presence.why }, false);
}

/** Outside of every project "local" is whatever runs on the usual port. Failure: project-missing (69). */
export function assertProject(target: Pick<Target, 'isLocalStack' | 'projectFolder'>, folder: string): void {
  if (target.isLocalStack && target.projectFolder === null) throw new Failure('project-missing', { folder });
}

/** Whether somebody has to answer a question. */
export function asksPerson({ decision }: Pick<Task, 'decision'>): boolean {
  return decision.needs.includes('reason') || decision.needs.includes('confirmation');
}

/** The journalled refusal as a Failure. A journal that cannot be written is said, and changes nothing: it stays refused. */
async function refusal(task: Task, cause: RefusalCause, contacted: boolean): Promise<Failure> {
  const { words, instead } = refusalWords({
    command: task.shown,
    target: task.target,
    classification: task.classification,
    cause,
    contacted,
  });
  const why = cause.kind === 'policy' ? cause.reason : cause.why;
  const unwritten = await openJournal(task.settings.backups.directory)
    .refusal(newRun(new Date()), { ...taskFacts(task), why })
    .then(
      () => null,
      (error: Error) => error.message,
    );
  return new Failure('refused', { words: unwritten ? `${words}\n${unwritten}` : words, instead });
}

/** What the journal knows of every run. */
export function taskFacts(task: Task): Record<string, unknown> {
  const { target, cli } = task;
  return {
    command: task.command,
    shown: task.shown,
    target: target.key,
    label: target.label,
    environment: target.environment,
    address: target.host === null ? null : `${target.host}:${target.port}/${target.database}`,
    cli: cli === null ? null : { path: cli.path, version: cli.version },
    ...task.facts,
  };
}
