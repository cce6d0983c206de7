import { count, counted } from '../terminal/words.ts';
import { losingColumns, losingTables, lossOf } from './loss.ts';
import type { Diff, Impact, Rehearsed, TableChange } from './types.ts';

/** Rows beyond what was shown that an approval still covers. */
const allowance = 0.01;

/**
 * The impact approved is a ceiling: same objects, and no more rows lost than shown plus 1 %. One sentence for each thing
 * beyond it, none when the approval covers all of it. What was approved unrehearsed was approved whole. Pure.
 */
export function exceeds(approved: Impact, now: Impact): string[] {
  if (approved.kind === 'not-rehearsed') return now.kind === 'rehearsed' ? unexpectedEnds(null, now) : [];
  if (now.kind === 'not-rehearsed') return [`It could not be rehearsed this time: ${now.reason}.`];
  const had = new Set(lossOf(approved).objectsLost);
  return [
    ...unexpectedEnds(approved, now),
    ...tables(approved.diff, now.diff),
    ...values(approved.diff, now.diff),
    ...largeObjects(approved.diff, now.diff),
    ...lossOf(now)
      .objectsLost.filter((name) => !had.has(name) && !name.endsWith(' large objects'))
      .map((name) => `${name} would be lost too.`),
  ];
}

function unexpectedEnds(approved: Rehearsed | null, now: Rehearsed): string[] {
  const known = new Set(approved?.lacking);
  const fails = now.failure && now.failure.message !== approved?.failure?.message;
  return [
    ...(fails ? [`It fails on the copy now: ${now.failure.message}`] : []),
    ...now.lacking.filter((what) => !known.has(what)).map((what) => `Not rehearsed this time: ${what}.`),
  ];
}

function tables(approved: Diff, now: Diff): string[] {
  const shown = new Map(losingTables(approved).map((table) => [table.name, table]));
  return losingTables(now).flatMap((table) => {
    const covers = (field: 'gone' | 'changed') => beyond(shown.get(table.name), table, field);
    return [...covers('gone'), ...covers('changed')];
  });
}

function beyond(shown: TableChange | undefined, now: TableChange, field: 'gone' | 'changed'): string[] {
  const [was, is] = [shown?.[field] ?? 0, now[field] ?? 0];
  return above(was, is) ? [`${now.name}: ${counted(is, 'row')} ${field} now, ${count(was)} when you were asked.`] : [];
}

function values(approved: Diff, now: Diff): string[] {
  const key = ({ table, column, change }: Diff['columns'][number]) => `${change} ${table}.${column}`;
  const shown = new Map(losingColumns(approved).map((column) => [key(column), column.values]));
  return losingColumns(now).flatMap((column) => {
    const was = shown.get(key(column)) ?? 0;
    return above(was, column.values)
      ? [
          `${column.table}.${column.column}: ${count(column.values)} values lost now, ${count(was)} when you were asked.`,
        ]
      : [];
  });
}

function largeObjects(approved: Diff, now: Diff): string[] {
  const [was, is] = [approved.largeObjectsGone, now.largeObjectsGone];
  return above(was, is) ? [`${count(is)} large objects gone now, ${count(was)} when you were asked.`] : [];
}

function above(shown: number, now: number): boolean {
  return now > shown * (1 + allowance);
}
