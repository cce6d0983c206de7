/**
 * Rows as a table with a heading where every line of it fits into `columns` characters, else each as a block of its own,
 * written by `block`. Ends with a newline. Pure.
 */
export function blocksOrTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  block: (row: readonly string[]) => string,
  columns: number,
): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, index) => Math.max(...all.map((row) => length(row[index] ?? ''))));
  const width = widths.reduce((sum, each) => sum + each + 2, -2);
  if (width > columns) return rows.map(block).join('');
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - length(cell)))
      .join('  ')
      .trimEnd();
  return `${all.map(line).join('\n')}\n`;
}

function length(text: string): number {
  return [...text].length;
}
