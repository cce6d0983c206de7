const escapeSequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
/** Breaks and tabs: they separate words. */
const separators = /[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu;
/** Control, format (zero width, bidirectional), lone surrogates: they can hide or rewrite what a person reads. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** A text as one clean line: no escape sequence, line break, control or invisible character; spaces collapsed, trimmed. */
export function oneLine(text: string): string {
  return text
    .replace(escapeSequences, '')
    .replace(separators, ' ')
    .replace(invisible, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** One clean line of at most `width` characters, cut in the middle with "…" so that both ends stay readable. */
export function shortened(text: string, width: number): string {
  const characters = [...oneLine(text)];
  if (characters.length <= width) return characters.join('');
  const tail = Math.floor((width - 1) / 2);
  const head = width - 1 - tail;
  return `${characters.slice(0, head).join('')}…${tail > 0 ? characters.slice(-tail).join('') : ''}`;
}
