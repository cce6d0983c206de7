import type { Diff } from '../rehearsal/types.ts';
import { shortened } from '../terminal/clean.ts';
import { counted } from '../terminal/words.ts';

/** What comes or changes without a loss, counted: "adds 2 tables and 14 rows, changes 1 function"; null for nothing. Pure. */
export function additionWords({ tables, columns, objects, sequences }: Diff): string | null {
  const kept = tables.filter(({ kind }) => kind === 'table');
  const newTables = kept.filter(({ before }) => before === null).length;
  // Beside rows that went, the rows that came are told already.
  const rows = kept.reduce((sum, table) => sum + (table.gone > 0 ? 0 : table.added), 0);
  const newSequences = sequences.filter(({ before }) => before === null).length;
  const adds = list([
    [newTables, 'table'],
    [columns.filter(({ change }) => change === 'added').length, 'column'],
    [rows, 'row'],
    ...kinds(objects, 'added'),
    [newSequences, 'sequence'],
  ]);
  const moved = sequences.filter(({ before, after }) => before !== null && after !== null).length;
  const changedColumns = columns.filter(({ change, values }) => !quiet.has(change) && values === 0);
  const views = tables.filter(({ kind }) => kind === 'materialized view').length;
  const changes = list([
    [new Set(changedColumns.map(({ table, column }) => `${table}.${column}`)).size, 'column'],
    ...kinds(objects, 'changed'),
    [views, 'refreshed view'],
    [moved, 'sequence'],
  ]);
  const parts = [...(adds ? [`adds ${adds}`] : []), ...(changes ? [`changes ${changes}`] : [])];
  return parts.length > 0 ? parts.join('; ') : null;
}

/** Told elsewhere: as a loss, as an addition, by name. */
const quiet: ReadonlySet<string> = new Set(['dropped', 'added', 'renamed']);

/** Renames break what uses the old name, and lose nothing: each is named, the first six of them. Pure. */
export function renameWords({ columns, objects }: Diff): string[] {
  const lines = [
    ...objects
      .filter(({ change }) => change === 'renamed')
      .map(({ kind, name, to }) => `${kind === 'other' ? '' : `${kind} `}${short(name)} renamed to ${short(to ?? '')}`),
    ...columns
      .filter(({ change }) => change === 'renamed')
      .map(({ table, column, detail }) => `column ${short(`${table}.${column}`)} renamed to ${short(detail ?? '')}`),
  ];
  return lines.length <= 7 ? lines : [...lines.slice(0, 6), `and ${counted(lines.length - 6, 'more rename')}`];
}

const short = (name: string) => shortened(name, 44);

type Count = readonly [number: number, one: string, many?: string | undefined];

function kinds(objects: Diff['objects'], change: 'added' | 'changed'): Count[] {
  const found = new Map<string, number>();
  for (const each of objects) if (each.change === change) found.set(each.kind, (found.get(each.kind) ?? 0) + 1);
  return [...found].map(([kind, number]) => [number, one[kind] ?? kind, many[kind]]);
}

const one: Readonly<Record<string, string>> = {
  other: 'other object',
  'row level security': 'table under row level security',
};
const many: Readonly<Record<string, string>> = {
  policy: 'policies',
  index: 'indexes',
  'row level security': 'tables under row level security',
};

function list(counts: readonly Count[]): string {
  const parts = counts.filter(([number]) => number > 0).map(([number, name, more]) => counted(number, name, more));
  const last = parts.pop();
  return parts.length > 0 ? `${parts.join(', ')} and ${last}` : (last ?? '');
}
