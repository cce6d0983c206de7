import type { ColumnChange, Diff, ObjectChange, SequenceChange, TableChange } from '../rehearsal/types.ts';
import { shortened } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';
import { count, counted } from '../terminal/words.ts';

const shownTables = 12;
const shownColumns = 8;
const shownObjects = 8;
const shownSequences = 2;
const nameWidth = 44;

/** Everything the rehearsal lost, worst first, long lists cut; empty when nothing is lost. Pure. */
export function lossLines(diff: Diff): Line[] {
  const tables = diff.tables
    .filter(({ kind, after, gone, changed }) => kind === 'table' && (after === null || gone + (changed ?? 0) > 0))
    .sort((a, b) => b.gone - a.gone || (b.changed ?? 0) - (a.changed ?? 0));
  const columns = diff.columns
    .filter(({ change, values }) => change === 'dropped' || values > 0)
    .sort((a, b) => b.values - a.values);
  const objects = diff.objects.filter(({ change }) => change === 'dropped').sort((a, b) => rank(a) - rank(b));
  const dropped = diff.sequences.filter(({ after }) => after === null).map(droppedSequence);
  const back = diff.sequences.flatMap(({ name, before, after }) => setBack(name, before, after));
  return [
    ...total(tables),
    ...cut(tables.map(tableWords), shownTables, (rest) => moreTables(tables.slice(-rest))),
    ...cut(columns.map(columnWords), shownColumns, (rest) => `and ${counted(rest, 'more column')}`),
    ...(diff.largeObjectsGone > 0 ? [`${counted(diff.largeObjectsGone, 'large object')} gone`] : []),
    ...cut([...objects.map(objectWords), ...dropped], shownObjects, (rest) => `and ${count(rest)} more dropped`),
    ...(back.length > shownSequences ? [`${count(back.length)} sequences set back, to numbers given before`] : back),
  ].map((text) => ({ text, tone: 'danger' }));
}

function cut(lines: readonly string[], shown: number, rest: (left: number) => string): string[] {
  // "and 1 more" would take the line that one can have.
  return lines.length <= shown + 1 ? [...lines] : [...lines.slice(0, shown), rest(lines.length - shown)];
}

function total(tables: readonly TableChange[]): string[] {
  if (tables.length < 2) return [];
  const dropped = tables.filter(({ after }) => after === null).length;
  const parts = [rows(tables), ...(dropped > 0 ? [`${count(dropped)} of them dropped`] : [])];
  return [`${counted(tables.length, 'table')} in all: ${parts.join(', ')}:`];
}

function rows(tables: readonly TableChange[]): string {
  const gone = tables.reduce((sum, table) => sum + table.gone, 0);
  const changed = tables.reduce((sum, table) => sum + (table.changed ?? 0), 0);
  const parts = [...(gone > 0 || changed === 0 ? [`${counted(gone, 'row')} gone`] : [])];
  if (changed > 0) parts.push(gone > 0 ? `${count(changed)} changed` : `${counted(changed, 'row')} changed`);
  return parts.join(', ');
}

function moreTables(rest: readonly TableChange[]): string {
  return `and ${counted(rest.length, 'more table')}: ${rows(rest)}`;
}

function tableWords({ name, before, after, gone, changed, added }: TableChange): string {
  const what = shortened(name, nameWidth);
  if (after === null) return `${what} dropped (${gone === 0 ? 'it was empty' : `${counted(gone, 'row')} gone`})`;
  if (gone === 0) return `${what} ${counted(changed ?? 0, 'row')} changed`;
  // Without a key a changed row is one that went and one that came.
  const maybe = changed === null && added > 0 ? ' or changed' : '';
  const parts = [`${counted(gone, 'row')} gone${maybe}`];
  if (changed) parts.push(`${count(changed)} changed`);
  if (added > 0) parts.push(`${count(added)} added${maybe}`);
  return `${what} ${count(before ?? 0)} -> ${count(after)} (${parts.join(', ')})`;
}

function columnWords({ table, column, change, values, detail }: ColumnChange): string {
  const what = shortened(`${table}.${column}`, nameWidth);
  if (change === 'dropped')
    return `${what} dropped (${values === 0 ? 'it held no values' : `${counted(values, 'value')} gone`})`;
  const to = detail === null ? change : shortened(detail, nameWidth);
  return `${what} ${to} (${counted(values, 'value')} ${values === 1 ? 'reads' : 'read'} otherwise)`;
}

/** What protects data first, then what holds meaning, then what can be made again. */
const worst: readonly ObjectChange['kind'][] = [
  ...(['row level security', 'policy', 'grant', 'schema', 'function', 'type', 'trigger', 'constraint'] as const),
];
const rank = ({ kind }: ObjectChange) => (worst.includes(kind) ? worst.indexOf(kind) : worst.length);

function objectWords({ kind, name }: ObjectChange): string {
  const what = shortened(name, nameWidth);
  if (kind === 'row level security') return `row level security of ${what} switched off`;
  if (kind === 'grant') return `grant ${what} taken away`;
  if (kind === 'default privilege') return `default privilege ${what} taken away`;
  return kind === 'other' ? `${what} dropped` : `${kind} ${what} dropped`;
}

function droppedSequence({ name, before }: SequenceChange): string {
  return `sequence ${shortened(name, nameWidth)} dropped (it was at ${before})`;
}

/** A sequence that gives numbers anew which were given already. */
function setBack(name: string, before: string | null, after: string | null): string[] {
  if (before === null || after === null) return [];
  const [was, is] = [Number.parseInt(before, 10), Number.parseInt(after, 10)];
  return is < was ? [`sequence ${shortened(name, nameWidth)} set back: ${before} -> ${after}`] : [];
}
