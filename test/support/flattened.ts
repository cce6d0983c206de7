const width = 80;

/**
 * What a terminal of 80 columns would show of this output: redrawn lines as they stood at last, no escape sequences, lines
 * the terminal wrapped in one piece again. Not a full emulator.
 */
export function flattened(raw: string): string {
  const lines: string[] = [''];
  /** Rows that the terminal went on with in the next row. */
  const wraps = new Set<number>();
  let row = 0;
  let column = 0;
  const tokens =
    raw.match(
      /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007]*\u0007|\u001b[78=>]|\r|\n|\u0008|\u0007|[^\u001b\r\n\u0008\u0007]+|\u001b/g,
    ) ?? [];
  for (const token of tokens) {
    const csi = token.match(/^\u001b\[([0-9]*)(?:;[0-9]*)*([A-Za-z])$/);
    const amount = Number(csi?.[1] || 1);
    if (token === '\n') {
      row++;
      lines[row] ??= '';
    } else if (token === '\r') column = 0;
    else if (token === '\u0008') column = Math.max(0, column - 1);
    else if (csi?.[2] === 'A') row = Math.max(0, row - amount);
    else if (csi?.[2] === 'B') for (let i = 0; i < amount; i++) lines[++row] ??= '';
    else if (csi?.[2] === 'C') column += amount;
    else if (csi?.[2] === 'D') column = Math.max(0, column - amount);
    else if (csi?.[2] === 'G') column = amount - 1;
    else if (csi?.[2] === 'K') {
      const line = lines[row] as string;
      wraps.delete(row);
      lines[row] =
        csi[1] === '2' ? '' : csi[1] === '1' ? ' '.repeat(column) + line.slice(column) : line.slice(0, column);
    } else if (csi?.[2] === 'J') lines.length = row + 1;
    else if (!token.startsWith('\u001b') && token !== '\u0007') {
      for (let rest = token; rest !== ''; ) {
        if (column >= width) {
          wraps.add(row++);
          lines[row] ??= '';
          column = 0;
        }
        const piece = rest.slice(0, width - column);
        rest = rest.slice(piece.length);
        const line = (lines[row] as string).padEnd(column);
        lines[row] = line.slice(0, column) + piece + line.slice(column + piece.length);
        column += piece.length;
      }
    }
  }
  return lines
    .map((line, at) => (wraps.has(at) ? line : `${line.trimEnd()}\n`))
    .join('')
    .replace(/\n$/, '');
}
