import type { Failure } from '../failures.ts';
import { hanging, widthOf } from './wrap.ts';

/**
 * A failure as people see it: what happened to what, then, indented, what to do next. Lines are broken between words at
 * `width` characters; without it they stay whole, for scripts and logs. Ends with a newline.
 */
export function failureText(failure: Pick<Failure, 'message' | 'hint'>, width = Number.POSITIVE_INFINITY): string {
  const [first, ...rest] = failure.message.split('\n');
  const below = [...rest, ...(failure.hint === '' ? [] : failure.hint.split('\n'))];
  const lines = [`permahub: ${first}`, ...below.map((line) => (line === '' ? '' : `  ${line}`))];
  return `${lines.flatMap((line) => hanging(line, width)).join('\n')}\n`;
}

/** Writes a failure to stderr. */
export function printFailure(failure: Pick<Failure, 'message' | 'hint'>): void {
  process.stderr.write(failureText(failure, widthOf(process.stderr)));
}
