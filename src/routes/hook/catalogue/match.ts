import { gap, type Word } from '../shell/word.ts';
import type { Danger } from './danger.ts';

type Held = 'yes' | 'no' | 'maybe';

/** Whether a danger holds for these words; `maybe` where it rests on a word that is not known. Pure. */
export function holds(danger: Danger, args: readonly Word[]): Held {
  if (danger.unless && args.some(({ sketch }) => danger.unless?.test(sketch))) return 'no';
  const { held, rest } = inOrder(danger.words ?? [], args);
  return [held, anyOf(danger.flag, args, false), anyOf(danger.operand, rest, true)].reduce(weaker);
}

const order: readonly Held[] = ['no', 'maybe', 'yes'];
const weaker = (one: Held, other: Held): Held => (order.indexOf(one) < order.indexOf(other) ? one : other);

function inOrder(wanted: readonly string[], args: readonly Word[]): { held: Held; rest: readonly Word[] } {
  let at = -1;
  for (const word of wanted) {
    const next = args.findIndex(({ sketch }, position) => position > at && sketch === word);
    if (next >= 0) {
      at = next;
      continue;
    }
    // Only a verb that is itself unknown may be this one: options before it are skipped.
    const open = args.findIndex((one, position) => position > at && !one.sketch.startsWith('-'));
    if (open >= 0 && !isUnknown(args[open] as Word)) return { held: 'no', rest: [] };
    return open < 0 ? { held: 'no', rest: [] } : { held: 'maybe', rest: args.slice(open) };
  }
  return { held: 'yes', rest: args.slice(at + 1) };
}

function anyOf(wanted: RegExp | undefined, args: readonly Word[], operands: boolean): Held {
  if (!wanted) return 'yes';
  const looked = operands ? args.filter(({ sketch }) => !sketch.startsWith('-')) : args;
  if (looked.some((word) => !isUnknown(word) && wanted.test(word.sketch))) return 'yes';
  // An option that is not known stands unquoted; an operand may be quoted as well.
  return looked.some((word) => isUnknown(word) && (operands || word.many) && couldBe(word, wanted)) ? 'maybe' : 'no';
}

const isUnknown = ({ sketch, glob }: Word) => sketch.includes(gap) || glob;

/** What is known of the word's beginning rules out what does not begin so: "node_$X" is no volume of ours. */
function couldBe({ sketch }: Word, wanted: RegExp): boolean {
  const known = sketch.split(new RegExp(`[${gap}*?[]`))[0] as string;
  const begins = /^\^(\w+)/.exec(wanted.source)?.[1] ?? '';
  return known.startsWith(begins) || begins.startsWith(known);
}
