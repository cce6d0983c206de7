import type { Line } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';
import type { Judged } from '../tripwire/types.ts';

/** What is so, for people: one sentence, and what there is to know beyond it. Pure. */
export function tripwireLines(label: string, is: Judged): Line[] {
  const lines = (text: string, tone: Line['tone'], indent = 2) =>
    indented(text, indent).map((each) => ({ text: each, tone }));
  if (is.state === 'absent')
    return lines(
      `${label} has no tripwire: a client that does not come through the guard may destroy what its role may.`,
      'danger',
      0,
    );
  const rows = counted(is.binding?.rows ?? 0, 'row');
  const head: Record<Exclude<Judged['state'], 'absent'>, Line[]> = {
    armed: lines(`The tripwire of ${label} is armed.`, 'good', 0),
    partial: lines(`The tripwire of ${label} is armed IN PART.`, 'danger', 0),
    copy: lines(
      `${label} carries the tripwire of another database (a copy of it, or it was upgraded): it is inert here and refuses nothing. \`permahub tripwire install\` arms it here.`,
      'danger',
      0,
    ),
  };
  const drops = is.eventTriggers.includes('permahub_drop');
  const refuses = [
    ...(drops ? ['drops'] : []),
    ...(is.guarded.length > 0
      ? [`TRUNCATE and deletes of more than ${rows} on ${counted(is.guarded.length, 'table')}`]
      : []),
  ];
  return [
    ...head[is.state],
    ...(is.state === 'copy' || refuses.length === 0
      ? []
      : lines(`Refused around the guard: ${refuses.join('; ')}.`, 'plain')),
    ...is.problems.flatMap((problem) => lines(problem, 'danger')),
    ...(is.outOfReach.length === 0
      ? []
      : lines(
          `Without triggers, because they belong to other roles than ${is.owner}: ${is.outOfReach.join(', ')}.`,
          'plain',
        )),
  ];
}

/** The same for machines. Pure. */
export function tripwireFacts({
  state,
  binding,
  owner,
  eventTriggers,
  guarded,
  lacking,
  outOfReach,
  problems,
}: Judged) {
  return { state, binding, owner, eventTriggers, tables: { guarded, lacking, outOfReach }, problems };
}
