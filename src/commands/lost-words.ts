import { type Lost, type LostTable, total } from '../recovery/rows/search.ts';
import { shortened } from '../terminal/clean.ts';
import { counted } from '../terminal/words.ts';

const keyWidth = 40;

/** What would be put back, a sentence each, the first the most important: for the question and for a person who only looks. Pure. */
export function lostWords(table: string, backup: string, lost: Lost): { finding: string; also: string[] } {
  const rows = lost.tables.reduce((sum, each) => sum + total(each), 0);
  return {
    finding: `${counted(rows, 'row')} of ${backup} that are missing now are put back: ${lost.tables.map((each) => tableWords(each)).join('; ')}.`,
    also: [
      ...lost.tables.filter(({ set }) => set.shape.name === table).map(keyWords),
      ...lost.conflicts.map(
        ({ table: of, index, rows: out, first }) =>
          `${counted(out, 'row')} of ${of} ${out === 1 ? 'is' : 'are'} left out, for rows that came since hold the same in ${index}: ${first.map(plain).join(', ')}. Those are not overwritten.`,
      ),
      ...(lost.withheld > 0
        ? [`${counted(lost.withheld, 'row')} that refer to rows left out are left out as well.`]
        : []),
      ...lost.tables
        .filter(({ set }) => set.shape.triggers.length > 0)
        .map(
          ({ set }) =>
            `Triggers of ${set.shape.name} do not take part, or all is rolled back: ${set.shape.triggers.join(', ')}.`,
        ),
      ...lost.notes,
    ],
  };
}

function tableWords({ set, asked, dependants, parents }: LostTable): string {
  const parts = [
    ...(asked > 0 ? [`${counted(asked, 'row')} asked for`] : []),
    ...(dependants > 0 ? [`${counted(dependants, 'row')} that ${dependants === 1 ? 'refers' : 'refer'} to them`] : []),
    ...(parents > 0 ? [`${counted(parents, 'row')} they refer to`] : []),
  ];
  return `${set.shape.name} ${parts.join(' and ')}`;
}

function keyWords({ set, first, range }: LostTable): string {
  const name = set.mapping.key.join(', ');
  const shown = first.map(plain).join(', ');
  return range && range[0] !== range[1]
    ? `By ${name}: ${shown}${first.length < 5 ? '' : ', …'}, from ${plain(range[0])} to ${plain(range[1])}.`
    : `By ${name}: ${shown}.`;
}

/** "{7}" is 7, "{a,b}" is (a, b). */
function plain(key: string): string {
  const inner = key.slice(1, -1);
  return shortened(inner.includes(',') ? `(${inner.replaceAll(',', ', ')})` : inner, keyWidth);
}
