import type { Task } from '../guard/task.ts';
import type { Target } from '../target/types.ts';
import type { Carrying } from './carrying.ts';
import { ownTask } from './own-task.ts';
import type { Project } from './project.ts';

/** The guarded run of freeze and thaw: it reaches the database and leaves its data alone. */
export function freezeTask(of: {
  readonly project: Project;
  readonly target: Target;
  readonly verb: 'freeze' | 'thaw';
  /** As it was typed behind --target. */
  readonly argument: string | null;
  readonly finding: string;
  readonly act: Task['act'];
  readonly by: Carrying;
}): Promise<Task> {
  const { project, target, verb, argument, finding, act, by } = of;
  return ownTask({
    ...{ project, target, finding, act, by },
    command: verb,
    argv: [verb, ...(argument === null ? [] : ['--target', argument])],
    shown: `permahub ${verb}${argument === null ? '' : ` --target ${target.label}`}`,
    facts: { writes: verb === 'freeze' ? 'stopped' : 'allowed' },
    does: { effect: 'changes', kind: 'freeze', rule: 'says-who-writes' },
    leavesData: true,
  });
}
