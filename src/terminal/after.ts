import { type MigrationsInput, migrationLines, waysOn } from './after-migration.ts';
import { oneLine, shortened } from './clean.ts';
import { type Removed, removedLines } from './removed.ts';
import type { Line } from './style.ts';
import { count, counted, duration } from './words.ts';
import { indented, wrap } from './wrap.ts';

/** Rows of one table, counted exactly. */
interface TableRows {
  readonly name: string;
  readonly rows: number;
}

export interface AfterInput {
  /** As shown, without secrets: "supabase db reset". */
  readonly command: string;
  readonly status: number | null;
  readonly signal: string | null;
  readonly seconds: number;
  /** Null where there was a database whose rows nobody could count. */
  readonly before: readonly TableRows[] | null;
  /** Null when they could not be counted, with the reason in `uncounted`. */
  readonly after: readonly TableRows[] | null;
  readonly uncounted: string | null;
  /** The one command that undoes it, null when nothing can. */
  readonly undo: string | null;
  /** The backup made just before, null when there is none. */
  readonly backup: string | null;
  /** After a push or up whose migrations are known; else null. */
  readonly migrations: MigrationsInput | null;
  /** How it ended otherwise than its rehearsal; null when it did not, or was not rehearsed. */
  readonly endedOtherwise: string | null;
  /** What was compared with the rehearsal: null where there is nothing to compare. */
  readonly rows: Compared | null;
  readonly schema: Compared | null;
  /** What went with volumes of local stacks; null where none went. */
  readonly removed?: Removed | null;
  /** Further things to be said, each a sentence. */
  readonly notes: readonly string[];
}

/** The differences found, none when all is as rehearsed; or why nothing was compared. */
export type Compared = { readonly differences: readonly string[] } | { readonly why: string };

const shown = 12;

/** What people see after the real command: how it ended, what the row counts say, the one line that undoes it. */
export function afterScreen(input: AfterInput): Line[] {
  const lines: Line[] = [{ text: '', tone: 'plain' }, ...ended(input)];
  const { migrations } = input;
  if (migrations) lines.push(...migrationLines(migrations, input.signal));
  const { removed } = input;
  if (removed) lines.push(...removedLines(removed));
  if (input.after === null && removed && removed.gone.length + removed.left.length > 0) {
    // Of a deleted volume no rows are counted.
  } else if (input.after === null) {
    lines.push(plain(`  Rows afterwards could not be counted: ${oneLine(input.uncounted ?? 'no reason known')}`));
  } else lines.push(...compared(input.before, input.after));
  if (input.endedOtherwise !== null)
    lines.push(...indented(`Not as rehearsed: ${oneLine(input.endedOtherwise)}.`, 2).map(danger));
  lines.push(...rehearsed('The rows are', 'rows', input.rows), ...rehearsed('The schema is', 'schema', input.schema));
  for (const note of input.notes) lines.push(...indented(oneLine(note), 2).map((text) => danger(text)));
  if (migrations?.failed) lines.push(...waysOn(input));
  else if (input.undo !== null) lines.push(plain(`  To put back what was there before:  ${input.undo}`));
  return lines;
}

const shownDifferences = 8;

/** "As rehearsed" is said only of what was measured. */
function rehearsed(beginning: string, what: string, compared: Compared | null): Line[] {
  if (compared === null) return [];
  if ('why' in compared)
    return indented(`The ${what} could not be compared with the rehearsal: ${oneLine(compared.why)}`, 2).map(danger);
  const { differences } = compared;
  if (differences.length === 0) return [{ text: `  ${beginning} as rehearsed.`, tone: 'good' }];
  const top = differences.length <= shownDifferences + 1 ? differences : differences.slice(0, shownDifferences);
  const rest = differences.length - top.length;
  return [
    danger(`  ${beginning} not as rehearsed:`),
    ...top.flatMap((text) => indented(oneLine(text), 4).map(danger)),
    ...(rest > 0 ? [danger(`    and ${counted(rest, 'more difference')}`)] : []),
  ];
}

function danger(text: string): Line {
  return { text, tone: 'danger' };
}

function ended({ command, status, signal, seconds }: AfterInput): Line[] {
  const how =
    signal !== null ? `was ended by ${signal}` : status === 0 ? 'ended with status 0' : `failed, status ${status}`;
  const text = `permahub: ${oneLine(command)} ${how} after ${duration(seconds)}.`;
  const tone = status === 0 && signal === null ? 'title' : 'danger';
  const [first = '', ...rest] = wrap(text, 78);
  return [first, ...rest.map((more) => `  ${more}`)].map((each) => ({ text: each, tone }));
}

function compared(before: readonly TableRows[] | null, after: readonly TableRows[]): Line[] {
  const total = (tables: readonly TableRows[]) => `${counted(tables.length, 'table')}, ${counted(sum(tables), 'row')}`;
  if (before === null) return [plain(`  Before: not counted, only salvaged.  Now: ${total(after)}.`)];
  const now = new Map(after.map((table) => [table.name, table.rows]));
  const known = new Set(before.map((table) => table.name));
  const changes = [
    ...before.map(({ name, rows }) => ({ name, from: rows as number | null, to: now.get(name) ?? null })),
    ...after
      .filter(({ name }) => !known.has(name))
      .map(({ name, rows }) => ({ name, from: null, to: rows as number | null })),
  ]
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => change(a) - change(b) || (a.name < b.name ? -1 : 1));
  const lines = [plain(`  Before: ${total(before)}.  Now: ${total(after)}.`)];
  if (changes.length === 0) return [...lines, plain('  Every table has as many rows as before.')];
  const top = changes.slice(0, shown);
  const names = top.map(({ name }) => shortened(name, 40));
  const width = Math.max(...names.map((name) => name.length));
  for (const [at, { from, to }] of top.entries())
    lines.push({
      text: `    ${(names[at] as string).padEnd(width)}  ${side(from).padStart(13)} -> ${side(to).padStart(13)}`,
      tone: (to ?? 0) < (from ?? 0) || to === null ? 'danger' : 'plain',
    });
  if (changes.length > shown)
    lines.push(plain(`    and ${counted(changes.length - shown, 'more table')} with other counts`));
  return lines;
}

function side(rows: number | null): string {
  return rows === null ? 'no table' : count(rows);
}

/** Rows won (positive) or lost (negative); a table that is gone sorts before one that lost as many rows. */
function change({ from, to }: { from: number | null; to: number | null }): number {
  return (to ?? -0.5) - (from ?? 0);
}

function sum(tables: readonly TableRows[]): number {
  return tables.reduce((total, table) => total + table.rows, 0);
}

function plain(text: string): Line {
  return { text, tone: 'plain' };
}
