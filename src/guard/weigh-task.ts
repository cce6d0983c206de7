import { type Weighed, weigh } from '../approval/weigh.ts';
import { lossOf } from '../rehearsal/loss.ts';
import type { Impact } from '../rehearsal/types.ts';
import { presenceOf } from './refuse.ts';
import type { Task } from './task.ts';

/** What has to be asked, now that the rehearsal is over. */
export function weighTask(task: Task, impact: Impact): Weighed {
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
