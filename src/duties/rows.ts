import { oneLine } from '../terminal/clean.ts';
import type { Line, Tone } from '../terminal/style.ts';
import { indented } from '../terminal/wrap.ts';

/** Where the words begin, behind the tag. */
const column = 11;

/** One row of the status: a tag that is enough without colour, its words wrapped beside it. */
export function row(tag: string, words: string, tone: Tone = 'plain'): Line[] {
  const [first = '', ...rest] = indented(oneLine(words), column);
  return [{ text: `  ${tag.padEnd(column - 2)}${first.trimStart()}`, tone }, ...rest.map((text) => ({ text, tone }))];
}

/** Where the answer begins in a row that has one. */
const answer = 36;

/** One row with what is asked and how it stands, in two columns. */
export function pair(tag: string, asked: string, words: string, tone: Tone = 'plain'): Line[] {
  const [first = '', ...rest] = indented(oneLine(words), answer);
  const head = `  ${tag.padEnd(column - 2)}${asked.padEnd(answer - column)}`;
  return [{ text: `${head}${first.trimStart()}`, tone }, ...rest.map((text) => ({ text, tone }))];
}

/** Further words under a row. */
export function under(words: string, tone: Tone = 'plain'): Line[] {
  return indented(oneLine(words), column).map((text) => ({ text, tone }));
}

/** A command to copy, on a line of its own and never broken. */
export function toRun(command: string): Line[] {
  const text = oneLine(command);
  const indent = column + text.length <= 80 ? column : 2;
  return [{ text: `${' '.repeat(indent)}${text}`, tone: 'title', whole: true }];
}

/** A section with its heading; nothing where there is nothing in it. */
export function section(heading: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [{ text: '', tone: 'plain' }, { text: heading, tone: 'title' }, ...lines];
}
