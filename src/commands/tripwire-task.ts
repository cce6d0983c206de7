import type { Task } from '../guard/task.ts';
import type { Target } from '../target/types.ts';
import { typed } from './carrying.ts';
import { ownTask } from './own-task.ts';
import type { Project } from './project.ts';

/** The guarded run of install and remove: it reaches the database and leaves its data alone. */
export function tripwireTask(of: {
  readonly project: Project;
  readonly target: Target;
  readonly verb: 'install' | 'remove';
  /** As they were typed behind the verb. */
  readonly flags: readonly string[];
  readonly finding: string;
  readonly also?: readonly string[];
  readonly facts: Task['facts'];
  readonly act: Task['act'];
}): Promise<Task> {
  const { verb, flags, target, ...rest } = of;
  // A URL may hold a password.
  const shown = flags.map((flag, at) => (flags[at - 1] === '--target' ? target.label : flag));
  return ownTask({
    ...{ ...rest, target },
    command: `tripwire ${verb}`,
    argv: ['tripwire', verb, ...flags],
    by: typed,
    requestable: false,
    shown: ['permahub tripwire', verb, ...shown].join(' '),
    does: { effect: 'changes', kind: 'administration', rule: 'says-who-may-destroy' },
    leavesData: true,
  });
}
