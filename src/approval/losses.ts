import type { TableFacts } from '../postgres/types.ts';
import { shortened } from '../terminal/clean.ts';
import { count, counted } from '../terminal/words.ts';

const shown = 12;
const nameWidth = 44;

/** "12 tables, 53,204 rows", then the biggest tables, cut at twelve with "and N more tables". Empty tables are only counted. */
export function lossWords(facts: readonly Pick<TableFacts, 'name' | 'kind' | 'rows'>[]): string[] {
  const tables = facts
    .filter((table) => table.kind === 'table')
    .sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
  const total = (list: readonly { rows: number }[]) => list.reduce((sum, table) => sum + table.rows, 0);
  const full = tables.filter((table) => table.rows > 0);
  // "and 1 more table" would take the line the table itself can have.
  const top = full.length <= shown + 1 ? full : full.slice(0, shown);
  const width = Math.max(0, ...top.map((table) => [...shortened(table.name, nameWidth)].length));
  const digits = Math.max(0, ...top.map((table) => count(table.rows).length));
  const lines = top.map(
    (table) => `  ${shortened(table.name, nameWidth).padEnd(width)}  ${count(table.rows).padStart(digits)}`,
  );
  const rest = full.slice(top.length);
  if (rest.length > 0) lines.push(`  and ${counted(rest.length, 'more table')} with ${counted(total(rest), 'row')}`);
  const empty = tables.length - full.length;
  if (empty > 0) lines.push(`  ${full.length > 0 ? 'and ' : ''}${counted(empty, 'empty table')}`);
  return [`${counted(tables.length, 'table')}, ${counted(total(tables), 'row')}`, ...lines];
}
