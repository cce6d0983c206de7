import type { Classification } from '../classification/types.ts';
import { ownership } from '../guard/look.ts';
import type { Task } from '../guard/task.ts';
import { decide } from '../policy/decide.ts';
import { connectionFor } from '../target/connection.ts';
import type { Target } from '../target/types.ts';
import { thisPlace } from './place.ts';
import { ownInvocation, type Project } from './project.ts';

/** What overwrites a database with a backup, as the policy table knows it. */
const recovery: Classification = { effect: 'destroys', kind: 'recovery', findings: [], safer: null };

/** A guarded run of one of the guard's own verbs: what is overwritten is backed up, proven and asked for like anything else. */
export function ownTask(of: {
  readonly project: Project;
  readonly target: Target;
  readonly command: 'restore' | 'undo';
  readonly shown: string;
  readonly finding: string;
  readonly facts: Task['facts'];
  readonly act: Task['act'];
}): Task {
  const { settings, git, surroundings } = of.project;
  const classification: Classification = {
    ...recovery,
    findings: [{ rule: 'restore-overwrites', object: null, file: null, line: null, message: of.finding }],
  };
  const invocation = ownInvocation([], of.command);
  const decision = decide({ invocation, classification, target: of.target, owner: ownership(settings, git) });
  return {
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
    act: of.act,
  };
}
