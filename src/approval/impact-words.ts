import type { Impact, Rehearsed } from '../rehearsal/types.ts';
import { oneLine } from '../terminal/clean.ts';
import type { Line, Tone } from '../terminal/style.ts';
import { additionWords, renameWords } from './impact-additions.ts';
import { lossLines } from './impact-losses.ts';

/** What the rehearsal did, worst first: its failure, what was not rehearsed, what is lost, then what comes. Pure. */
export function impactWords(impact: Impact): Line[] {
  if (impact.kind === 'not-rehearsed') return [line(`None: ${oneLine(impact.reason)}`)];
  const { failure, lacking, diff } = impact;
  const lost = lossLines(diff);
  const added = additionWords(diff);
  return [
    ...(failure ? failureLines(failure) : []),
    ...lacking.map((what) => line(`NOT REHEARSED: ${sentence(what)}`, 'danger')),
    ...(lost.length > 0 ? lost : [line(...nothing(impact, added))]),
    ...renameWords(diff).map((text) => line(text)),
    ...(lost.length > 0 && added ? [line(`Also: ${added}.`)] : []),
  ];
}

function failureLines({ cause, file, line: at, message }: NonNullable<Rehearsed['failure']>): Line[] {
  const where = file === null ? '' : ` in ${oneLine(file)}${at === null ? '' : `:${at}`}`;
  const what = cause === 'own' ? `FAILS${where}:` : `It stopped${where}, where the copy lacks something:`;
  return [line(what, 'danger'), line(oneLine(message), 'danger')];
}

/** Only what was rehearsed to its end is called harmless. */
function nothing({ failure, lacking }: Rehearsed, added: string | null): [string, Tone] {
  const rest = added ? `: ${added}.` : ', and nothing else changes.';
  if (failure) return [`Up to there nothing was lost${rest}`, 'plain'];
  return lacking.length > 0 ? [`In the rest nothing was lost${rest}`, 'plain'] : [`Nothing is lost${rest}`, 'good'];
}

/** First letter large, one full stop at the end. */
function sentence(text: string): string {
  const clean = oneLine(text);
  return `${clean.charAt(0).toUpperCase()}${clean.slice(1)}${/[.!?]$/.test(clean) ? '' : '.'}`;
}

function line(text: string, tone: Tone = 'plain'): Line {
  return { text, tone };
}
