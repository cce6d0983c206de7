import type { Classification } from '../classification/types.ts';
import { readPeople, signersOf } from '../guard/people.ts';
import type { SignedRequest, Task } from '../guard/task.ts';
import { decide } from '../policy/decide.ts';
import { connectionFor } from '../target/connection.ts';
import { committedFiles } from '../target/git.ts';
import type { Target } from '../target/types.ts';
import { thisPlace } from './place.ts';
import { ownInvocation, type Project } from './project.ts';

/** What overwrites a database with a backup, as the policy table knows it. */
const recovery: Classification = { effect: 'destroys', kind: 'recovery', findings: [], safer: null };

const finding = { rule: 'restore-overwrites', object: null, file: null, line: null };

/** A guarded run of one of the guard's own verbs: what is overwritten is backed up, proven and asked for like anything else. */
export async function ownTask(of: {
  readonly project: Project;
  readonly target: Target;
  readonly command: 'restore' | 'undo' | 'recover rows';
  readonly shown: string;
  readonly finding: string;
  /** Further things a person has to know, a sentence each. */
  readonly also?: readonly string[];
  /** Tables that lose what they hold, where it is not all of them. */
  readonly touches?: readonly string[];
  readonly facts: Task['facts'];
  readonly act: Task['act'];
  readonly request?: SignedRequest | null;
  /** Put back by the owner alone, in an emergency. */
  readonly emergency?: boolean;
}): Promise<Task> {
  const { settings, git, surroundings } = of.project;
  const classification: Classification = {
    ...recovery,
    findings: [of.finding, ...(of.also ?? [])].map((message) => ({ ...finding, message })),
    ...(of.touches ? { touches: of.touches } : {}),
  };
  const invocation = ownInvocation([], of.command);
  const request = of.request ?? null;
  const committed = committedFiles(git.root ?? thisPlace().cwd);
  const signedBy = request && signersOf(request, settings);
  const people = await readPeople({ classification, settings, git, committed, request: signedBy });
  const emergency = of.emergency === true;
  const onTarget = (target: Target): Task => {
    const decision = decide({ invocation, classification, target, people, emergency });
    return { ...task, target, decision, ifDestructive: decision };
  };
  const decision = decide({ invocation, classification, target: of.target, people, emergency });
  const task: Task = {
    place: thisPlace(),
    command: of.command,
    shown: of.shown,
    target: of.target,
    classification,
    decision,
    ifDestructive: decision,
    word: null,
    settings,
    git,
    connection: () => connectionFor(of.target, surroundings),
    cli: null,
    files: settings.sources.filter((source) => source.startsWith('/')),
    sql: null,
    rehearse: null,
    facts: of.facts,
    request,
    onTarget,
    act: of.act,
  };
  return task;
}
