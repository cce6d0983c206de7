import { oneLine, shortened } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';
import { when } from '../terminal/when.ts';
import { counted, duration } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';

/** What came of one restore test. */
export interface Tested {
  readonly backup: string;
  /** The target's label. */
  readonly target: string;
  readonly outcome: 'equal' | 'different' | 'not tested';
  /** Null where it was not equal. */
  readonly seconds: number | null;
  readonly rows: number | null;
  readonly unverified: readonly string[];
  readonly problem: string | null;
}

/** One restore test, when it is over. Pure. */
export function testedLines({ backup, outcome, seconds, rows, unverified, problem }: Tested): Line[] {
  if (outcome === 'equal')
    return [
      {
        text: `permahub: ok       ${backup}: ${counted(rows ?? 0, 'row')}, ${duration(seconds ?? 0)}`,
        tone: 'good',
      },
      ...unverified.flatMap((what) => danger(`NOT VERIFIED: ${oneLine(what)}`)),
    ];
  const tag = outcome === 'different' ? 'DAMAGED' : 'NOT TESTED';
  const [, ...details] = (problem ?? '').split('\n');
  // Of a difference the first line only names the backup again.
  const said = outcome === 'different' ? details : (problem ?? '').split('\n');
  return [{ text: `permahub: ${tag}  ${backup}`, tone: 'danger' }, ...said.flatMap((line) => danger(oneLine(line)))];
}

/** Sets that cannot even be read. Pure. */
export function brokenLines(broken: readonly { readonly file: string; readonly problem: string }[]): Line[] {
  return broken.flatMap(({ file, problem }) => [
    { text: `permahub: DAMAGED  ${file}`, tone: 'danger' as const },
    ...danger(shortened(oneLine(problem), 300)),
  ]);
}

/** What can be relied on, at the end. Pure. */
export function endLines(of: {
  readonly kept: number;
  readonly tested: readonly Tested[];
  readonly broken: number;
  readonly good: readonly { readonly target: string; readonly backup: string | null; readonly at: string | null }[];
  readonly now: Date;
}): Line[] {
  const { kept, tested, broken, good, now } = of;
  if (kept + broken === 0) return [{ text: 'permahub: there are no backups here.', tone: 'plain' }];
  const number = (outcome: Tested['outcome']) => tested.filter((each) => each.outcome === outcome).length;
  const damaged = number('different') + broken;
  const untested = number('not tested');
  const text = `permahub: ${tested.length} of ${counted(kept, 'backup')} tried: ${number('equal')} equal${damaged > 0 ? `, ${damaged} DAMAGED` : ''}${untested > 0 ? `, ${untested} NOT TESTED` : ''}.`;
  return [
    { text, tone: damaged + untested > 0 ? 'danger' : 'good' },
    ...good.flatMap(({ target, backup, at }) =>
      backup === null
        ? danger(`${oneLine(target)}: NO good backup is here. Make a new one now.`)
        : indented(
            `${oneLine(target)}: the newest good one is ${backup}${at === null ? '' : `, restored ${when(new Date(at), now)}`}.`,
            2,
          ).map((line) => ({ text: line, tone: 'plain' as const })),
    ),
  ];
}

function danger(words: string): Line[] {
  return indented(words, 2).map((text) => ({ text, tone: 'danger' }));
}
