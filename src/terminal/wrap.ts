/**
 * Breaks a text into lines of at most `width` characters at spaces; a longer word (a path, a URL) keeps its own line whole,
 * so that it can be copied. Line breaks in the text stay.
 */
export function wrap(text: string, width = 80): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && length(line) + 1 + length(word) > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line];
  });
}

/** Wrapped lines, each behind `indent` spaces, never wider than `width` where words allow it. */
export function indented(text: string, indent: number, width = 80): string[] {
  return wrap(text, width - indent).map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
}

function length(text: string): number {
  return [...text].length;
}
