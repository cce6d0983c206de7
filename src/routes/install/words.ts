import type { Line } from '../../terminal/style.ts';
import { indented } from '../../terminal/wrap.ts';
import type { Around } from '../around.ts';
import { isSame, type Node, type Plan, readable, type Step } from './types.ts';

/** What becomes of a path. */
export type Doing = 'write' | 'change' | 'remove' | 'put back' | 'keep';

/** Pure. */
export function doingOf({ before, after }: Step): Doing {
  if (isSame(before, after)) return 'keep';
  if (after.kind === 'absent') return 'remove';
  if (before.kind === 'absent') return 'write';
  return after.kind === 'link' ? 'put back' : 'change';
}

const did: Readonly<Record<Doing, string>> = {
  write: 'written',
  change: 'changed',
  remove: 'removed',
  'put back': 'put back',
  keep: 'unchanged',
};

/** The lines a step takes out and puts in; what is the same before and after them is left out. Pure. */
export function hunkOf({ before, after }: Step): { readonly out: readonly string[]; readonly in: readonly string[] } {
  const from = linesOf(before);
  const to = linesOf(after);
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < shorter - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  return { out: from.slice(head, from.length - tail), in: to.slice(head, to.length - tail) };
}

/** The screen of `permahub install` and `uninstall`; `shown` makes paths short. Pure. */
export function setUpLines(of: {
  readonly plan: Plan;
  readonly headline: string;
  /** What would be done, or was. */
  readonly dryRun: boolean;
  /** Every line that comes and goes. */
  readonly whole: boolean;
  readonly around: readonly Around[];
  readonly notes: readonly string[];
  readonly shown: (path: string) => string;
}): Line[] {
  const { plan, shown, dryRun, whole } = of;
  return [
    ...indented(`permahub: ${of.headline}`, 0).map((text, at) => line(at === 0 ? text : `  ${text}`, 'title')),
    ...plan.steps.flatMap((step) => [
      ...row(dryRun ? doingOf(step) : did[doingOf(step)], shown(step.path) + modeWords(step, whole)),
      ...(whole ? hunkLines(step) : []),
    ]),
    ...plan.left.flatMap(({ path, why }) => row('left', `${shown(path)}: ${why}`, 'danger')),
    ...of.notes.flatMap((note) => row('note', note)),
    ...(of.around.length === 0 ? [] : [line(''), line('Around the guard, and left as it is:', 'title')]),
    ...aroundLines(of.around),
  ];
}

/** Ways around the guard, each with its place. Pure. */
export function aroundLines(around: readonly Around[]): Line[] {
  const most = 12;
  const lines = around.slice(0, most).map(({ file, line: at, way }) => line(`  ${file}:${at}  ${way}`));
  return around.length > most ? [...lines, line(`  and ${around.length - most} more; --json has them all`)] : lines;
}

function modeWords({ before, after }: Step, whole: boolean): string {
  return whole && before.kind !== 'file' && after.kind === 'file'
    ? ` (${after.mode.toString(8).padStart(4, '0')})`
    : '';
}

function hunkLines(step: Step): Line[] {
  if (doingOf(step) === 'keep') return [];
  const { out, in: put } = hunkOf(step);
  const changed = [...out.map((text) => `    - ${text}`), ...put.map((text) => `    + ${text}`)];
  return changed.map((text) => ({ ...line(text, 'faint'), whole: true }));
}

function linesOf(node: Node): readonly string[] {
  if (node.kind === 'absent') return [];
  if (node.kind === 'link') return [`link to ${node.to}`];
  const lines = readable(node.text).split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

const column = 13;

function row(tag: string, words: string, tone: Line['tone'] = 'plain'): Line[] {
  const [first = '', ...rest] = indented(words, column);
  return [line(`  ${tag.padEnd(column - 2)}${first.trimStart()}`, tone), ...rest.map((text) => line(text, tone))];
}

function line(text: string, tone: Line['tone'] = 'plain'): Line {
  return { text, tone };
}
