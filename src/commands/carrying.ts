import type { Acted, Task } from '../guard/task.ts';
import { guard } from '../guard.ts';

/** How a run of one of our own verbs is approved and carried out: typed at a terminal, or for a request. */
export type Carrying = Pick<Task, 'approvedBy' | 'request'> & { readonly carry: (task: Task) => Promise<Acted> };

/** Typed by a person, who is asked. */
export const typed: Carrying = { approvedBy: 'person', request: null, carry: guard };
