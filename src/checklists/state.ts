import { canonical } from '../canonical.ts';
import { standingOf, stillStands, open as unanswered } from './answers.ts';
import { checks } from './checks.ts';
import type { Checked, Checklist, Facts, Item, Recorded } from './types.ts';

/**
 * Every line of a checklist: what the machine finds now, and what persons answered before for the same target, commit and
 * migrations. `earlier` is the newest record of it, null when there is none. Pure.
 */
export function stateOf(checklist: Checklist, facts: Facts, earlier: Recorded | null): Checked[] {
  const at = facts.now.toISOString();
  const kept = earlier && isOfTheSame(earlier, facts) ? earlier.items : [];
  return checklist.items.map((item) => {
    const found = 'machine' in item.by ? checks[item.by.machine](facts) : unanswered;
    if (found.state !== 'open') return { ...named(item), by: 'machine', ...found, who: null, at };
    const answer = kept.find((one) => one.id === item.id && one.words === item.words && stillStands(one, facts.now));
    return answer ?? { ...named(item), by: 'person', ...found, who: null, at };
  });
}

/** The lines with one more answer; an empty one changes nothing. Pure. */
export function answered(
  checklist: Checklist,
  items: readonly Checked[],
  answer: { readonly id: string; readonly typed: string; readonly who: string; readonly at: string },
): Checked[] {
  const { id, typed, who, at } = answer;
  const item = checklist.items.find((one) => one.id === id);
  const standing = item && standingOf(item, typed);
  if (!standing || standing.state === 'open') return [...items];
  return items.map((one) => (one.id === id ? { ...one, ...standing, who, at } : one));
}

/** Lines that are not done. */
export function missing(items: readonly Checked[]): readonly Checked[] {
  return items.filter(({ state }) => state !== 'done');
}

function named({ id, words }: Item) {
  return { id, words };
}

function isOfTheSame(record: Recorded, { target, git, migrations }: Facts): boolean {
  const sameFiles = canonical(record.migrations) === canonical(migrations);
  return record.target === target.key && record.commit === git.commit && sameFiles;
}
