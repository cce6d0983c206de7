/** One key that a terminal sends as several characters: CSI or SS3 with its numbers and its last character. */
const sequence = /\u001b(?:\[(\d*)(?:;\d*)*([A-Za-z~])|O([A-Za-z]))/g;
/** Those a line of text is edited with: the arrows, Home, End and Delete, on whatever terminal. */
const editing = new Set(['A', 'B', 'C', 'D', 'H', 'F', '1~', '3~', '4~', '7~', '8~']);

/**
 * What was typed without the keys that mean nothing in a line of text (F5, Insert, the brackets around what is pasted):
 * `prompts` writes the word "undefined" for each of them. Pure.
 */
export function knownKeys(typed: string): string {
  return typed.replace(sequence, (all, number, final, single) =>
    editing.has(single ?? (final === '~' ? `${number}~` : final)) ? all : '',
  );
}
