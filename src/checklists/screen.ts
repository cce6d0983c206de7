import { oneLine } from '../terminal/clean.ts';
import type { Line, Tone } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';
import { checklists } from './items.ts';
import { missing } from './state.ts';
import type { Checked, Recorded } from './types.ts';

const marks: Readonly<Record<Checked['state'], string>> = { done: '✔', failed: '✖', open: '?' };
const tones: Readonly<Record<Checked['state'], Tone>> = { done: 'good', failed: 'danger', open: 'plain' };

/** Every line with its mark and how it was established, 80 columns. Pure. */
export function checklistScreen(record: Recorded, label: string): readonly Line[] {
  const { title } = checklists[record.checklist];
  const migrations = counted(Object.keys(record.migrations).length, 'migration');
  const of = `${oneLine(label)}, ${record.commit === null ? 'no commit' : `commit ${record.commit.slice(0, 7)}`}, ${migrations}`;
  return [{ text: `permahub: ${title}`, tone: 'title' }, ...below(of, 2), ...record.items.flatMap(line)];
}

/** What is left to do, and where it was written; `unasked` says why nobody was asked. Pure. */
export function closingLines(of: {
  readonly record: Recorded;
  /** Where it was recorded; null when it was not. */
  readonly file: string | null;
  readonly unasked: string | null;
}): readonly Line[] {
  const { record, file, unasked } = of;
  const left = missing(record.items);
  const kept = file === null ? '' : ` Recorded in ${file}.`;
  if (left.length === 0)
    return said(`permahub: Complete: ${counted(record.items.length, 'line')}, good for 24 hours.${kept}`, 'good');
  const open = left.filter(({ state }) => state === 'open').length;
  const parts = [
    ...(left.length > open ? [`${left.length - open} not so`] : []),
    ...(open > 0 ? [`${open} open`] : []),
  ];
  const why = unasked !== null && open > 0 ? ` A person answers them at a terminal (here: ${unasked}).` : '';
  return said(
    `permahub: Not complete: ${parts.join(', ')} of ${counted(record.items.length, 'line')}.${why}${kept}`,
    'danger',
  );
}

function line({ state, words, by, who, how, detail }: Checked): readonly Line[] {
  const from = by === 'machine' ? 'machine' : who === null ? 'nobody yet' : oneLine(who);
  return [
    { text: `  ${marks[state]} ${words}`, tone: tones[state] },
    ...below(`${from}: ${oneLine(how)}`, 6),
    ...detail.flatMap((text) => (text.startsWith('$ ') ? typed(text) : below(text, 8))),
  ];
}

/** On one line, however long, so that it can be copied. */
function typed(text: string): readonly Line[] {
  return [{ text: `        ${text}`, tone: 'plain', whole: true }];
}

function below(text: string, indent: number): readonly Line[] {
  return indented(text, indent).map((words) => ({ text: words, tone: 'plain' as const }));
}

function said(text: string, tone: Tone): readonly Line[] {
  const [first = '', ...rest] = indented(text, 0);
  return [{ text: first, tone }, ...rest.map((words) => ({ text: `  ${words}`, tone }))];
}
