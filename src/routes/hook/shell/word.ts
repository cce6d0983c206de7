/** Stands for a piece of a word that cannot be known before it runs. */
export const gap = '\uFFFC';

/** One word of a command, as far as it can be known. */
export interface Word {
  /** Its value, with `gap` where something unknown stands. */
  readonly sketch: string;
  /** Unquoted and unknown: it may become several words, or none. */
  readonly many: boolean;
  /** Unquoted wildcards stand in it. */
  readonly glob: boolean;
  /** As it was typed. */
  readonly raw: string;
}

export const wordOf = (text: string): Word => ({ sketch: text, many: false, glob: false, raw: text });

/** Words of which nothing is known, not even how many. */
export const anything = (raw: string): Word => ({ sketch: gap, many: true, glob: false, raw });

/** The value; null where a part of it is unknown. */
export function textOf({ sketch, glob }: Word): string | null {
  return sketch.includes(gap) || glob ? null : sketch;
}

/** The last component of a program's path; null where it is unknown. "$HOME/bin/psql" is known, "$CLI" is not. */
export function programOf(word: Word): string | null {
  const name = word.sketch.slice(word.sketch.lastIndexOf('/') + 1);
  return name === '' || name.includes(gap) || (word.glob && /[*?[]/.test(name)) ? null : name;
}

/** The words as one line, as they were typed. */
export function rawOf(words: readonly Word[]): string {
  return words.map(({ raw }) => raw).join(' ');
}
