import type { Classification } from '../classification/types.ts';
import { readPeople, signersOf } from '../guard/people.ts';
import type { Task } from '../guard/task.ts';
import { decide } from '../policy/decide.ts';
import { connectionFor } from '../target/connection.ts';
import { committedFiles } from '../target/git.ts';
import type { Target } from '../target/types.ts';
import { thisPlace } from './place.ts';
import { ownInvocation, type Project } from './project.ts';

/** What overwrites a database with a backup, as the policy table knows it. */
const overwrites = { effect: 'destroys', kind: 'recovery', rule: 'restore-overwrites' } as const;

/** A guarded run of one of the guard's own verbs: what is overwritten is backed up, proven and asked for like anything else. */
export async function ownTask(of: {
  readonly project: Project;
  readonly target: Target;
  /** As the policy and the journal know it: "restore", "mark production". */
  readonly command: string;
  /** The words that would do the same again. */
  readonly argv: readonly string[];
  readonly shown: string;
  readonly finding: string;
  /** Further things a person has to know, a sentence each. */
  readonly also?: readonly string[];
  /** Tables that lose what they hold, where it is not all of them. */
  readonly touches?: readonly string[];
  readonly facts: Task['facts'];
  readonly act: Task['act'];
  readonly assertPossible?: Task['assertPossible'];
  readonly by: Pick<Task, 'approvedBy' | 'request'>;
  /** False for what no request can hold. */
  readonly requestable?: false;
  /** Put back by the owner alone, in an emergency. */
  readonly emergency?: boolean;
  /** What it does, unless it overwrites a database with a backup. */
  readonly does?: Pick<Classification, 'effect' | 'kind'> & { readonly rule: string };
  readonly leavesData?: boolean;
}): Promise<Task> {
  const { settings, git, surroundings } = of.project;
  const { rule, ...does } = of.does ?? overwrites;
  const findings = [of.finding, ...(of.also ?? [])].map((message) => ({
    ...{ rule, object: null, file: null, line: null },
    message,
  }));
  const classification: Classification = {
    ...does,
    ...{ findings, safer: null },
    ...(of.touches ? { touches: of.touches } : {}),
  };
  const invocation = ownInvocation([], of.command);
  const { request } = of.by;
  const committed = committedFiles(git.root ?? thisPlace().cwd);
  // A request in the making is judged as if everybody had signed.
  const everybody = of.by.approvedBy === 'signatures' ? { people: 2, owner: true } : null;
  const signedBy = request ? signersOf(request, settings) : everybody;
  const people = await readPeople({ classification, settings, git, committed, request: signedBy });
  const emergency = of.emergency === true;
  const onTarget = (target: Target): Task => {
    const decision = decide({ invocation, classification, target, people, emergency });
    return {
      place: thisPlace(),
      command: of.command,
      argv: of.argv,
      shown: of.shown,
      target,
      classification,
      decision,
      ifDestructive: decision,
      word: null,
      settings,
      people,
      git,
      connection: () => connectionFor(target, surroundings),
      cli: null,
      files: settings.sources.filter((source) => source.startsWith('/')),
      sql: null,
      leavesData: of.leavesData === true,
      removes: 'none',
      rehearse: null,
      facts: of.facts,
      approvedBy: of.by.approvedBy,
      request,
      requestable: of.requestable !== false,
      emergency: emergency && target.environment === 'production',
      onTarget,
      act: of.act,
      ...(of.assertPossible ? { assertPossible: of.assertPossible } : {}),
    };
  };
  return onTarget(of.target);
}
