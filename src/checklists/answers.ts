import { oneLine } from '../terminal/clean.ts';
import type { Checked, Item, Standing } from './types.ts';

const longest = 300;
/** What a machine can find, but not here, is answered like the rest. */
const asksFor = ({ by }: Pick<Item, 'by'>) => ('person' in by ? by.person : 'yes or words');

/** The question for one line; its whole words stand in it. Pure. */
export function questionFor(item: Pick<Item, 'words' | 'by'>): string {
  return asksFor(item) === 'words' ? `${item.words} (in words)` : `${item.words} (yes, no or words)`;
}

/** What is wrong with an answer, in a sentence; null when it can be kept. Pure. */
export function faultOf(item: Pick<Item, 'by'>, typed: string): string | null {
  const answer = oneLine(typed);
  if (answer === '' || /^no$/i.test(answer)) return null;
  if ([...answer].length > longest) return `At most ${longest} characters, please.`;
  if (asksFor(item) === 'words')
    return /^y(es)?$/i.test(answer) || !/\p{L}{2}/u.test(answer) ? 'Say it in a few words, please.' : null;
  return /\p{L}{2}/u.test(answer) ? null : 'Type yes, no or a few words.';
}

/** How a line stands by what was typed; an answer with a fault leaves it open. Pure. */
export function standingOf(item: Pick<Item, 'by'>, typed: string): Standing {
  const answer = oneLine(typed);
  if (answer === '' || faultOf(item, answer) !== null) return open;
  if (/^no$/i.test(answer)) return { state: 'failed', how: 'answered no', detail: [] };
  return { state: 'done', how: /^yes$/i.test(answer) ? 'answered yes' : answer, detail: [] };
}

/** A line nobody has answered. */
export const open: Standing = { state: 'open', how: 'a person answers this', detail: [] };

/** Milliseconds an answer, and a checklist, holds. */
export const holds = 24 * 3600 * 1000;

/** Whether an earlier answer still stands: given, by a person, and not older than 24 hours. Pure. */
export function stillStands({ by, who, state, at }: Checked, now: Date): boolean {
  const age = now.getTime() - Date.parse(at);
  return by === 'person' && who !== null && state === 'done' && age >= -60_000 && age <= holds;
}
