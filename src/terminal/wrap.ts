/** A word (a path, a URL) with the `commands in backticks` that touch it, behind the spaces before it. */
const word = /( *)((?:`[^`]*`|[^ ])+)/g;

/** The same, and a command to the end of an indented line, alone on it or behind a colon. */
const wordOrTyped = /( *)((?<=^ +|: +)(?:supabase|permahub|alter database) .*[^ ]|(?:`[^`]*`|[^ ])+)/g;

/**
 * Breaks a text into lines of at most `width` characters at spaces. What is copied in one piece (a word, a command in
 * backticks) begins a line where it does not fit behind others, and stays whole where it is wider. Line breaks stay.
 */
export function wrap(text: string, width = 80): string[] {
  return text.split('\n').flatMap((paragraph) => broken(paragraph, width, word));
}

/** Wrapped lines, each behind `indent` spaces, never wider than `width` where words allow it. */
export function indented(text: string, indent: number, width = 80): string[] {
  return wrap(text, width - indent).map((line) => behind(indent, line));
}

/**
 * One line of a screen as it stands where `width` characters go beside each other: itself where it fits, else wrapped, what
 * follows under its first word: behind "permahub: " or a mark, and two further in where nothing stands before it: there a
 * command to its end, which somebody is to type, stays whole as well ("A person runs this in a terminal: supabase db reset").
 */
export function hanging(line: string, width: number): string[] {
  if (length(line) <= width) return [line];
  const [mark = ''] = /^(?:permahub: | *[-+✔✖?] )/.exec(line) ?? [];
  const indent = mark === '' ? length(line) - length(line.trimStart()) + 2 : length(mark);
  const piece = mark === '' ? wordOrTyped : word;
  const [first = '', ...rest] = broken(line.slice(mark.length), width - indent, piece, width - length(mark));
  return [mark + first, ...rest.map((each) => behind(indent, each))];
}

/** Characters beside each other on what is written to: 80 where a terminal does not say; no end to them where there is none. */
export function widthOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): number {
  return stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY;
}

function broken(paragraph: string, width: number, piece: RegExp, firstWidth = width): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [spaced, , words = ''] of paragraph.matchAll(piece)) {
    const room = lines.length === 0 ? firstWidth : width;
    if (line !== '' && length(line) + length(spaced) > room) {
      lines.push(line);
      line = words;
    } else line += spaced;
  }
  return [...lines, line];
}

function behind(indent: number, line: string): string {
  return line === '' ? '' : ' '.repeat(indent) + line;
}

function length(text: string): number {
  return [...text].length;
}
