import { Chalk, type ChalkInstance } from 'chalk';
import { hanging, widthOf } from './wrap.ts';

export type Tone = 'plain' | 'title' | 'danger' | 'good' | 'faint';

/** One line of a screen and how loud it is. The text has to be enough without colour. */
export interface Line {
  readonly text: string;
  readonly tone: Tone;
  /** To be copied as it stands: never broken, however long. */
  readonly whole?: true;
}

/** Colour is used only on a terminal, and never when NO_COLOR is set to anything (no-color.org) or TERM is dumb. */
export function wantsColour(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  return isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** The lines as one text, each ended by a newline, with or without colour. */
export function painted(lines: readonly Line[], colour: boolean): string {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  return lines.map((line) => `${line.text === '' ? '' : paint(chalk, line)}\n`).join('');
}

/** The lines with those too wide for `width` broken between words, each as loud as it was. */
export function fitted(lines: readonly Line[], width: number): readonly Line[] {
  return lines.flatMap((line) =>
    line.whole ? [line] : hanging(line.text, width).map((text) => ({ text, tone: line.tone })),
  );
}

/**
 * Writes lines, broken between words where they go to a terminal: to stderr, because stdout belongs to the real CLI; to
 * stdout where they are the answer of a verb of ours.
 */
export function printLines(lines: readonly Line[], to: NodeJS.WriteStream = process.stderr): void {
  to.write(painted(fitted(lines, widthOf(to)), wantsColour(to.isTTY === true, process.env)));
}

function paint(chalk: ChalkInstance, { text, tone }: Line): string {
  if (tone === 'title') return chalk.bold(text);
  if (tone === 'danger') return chalk.red(text);
  if (tone === 'good') return chalk.green(text);
  if (tone === 'faint') return chalk.dim(text);
  return text;
}
