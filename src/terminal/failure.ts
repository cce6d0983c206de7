import type { Failure } from '../failures.ts';

/** A failure as people see it: what happened to what, then, indented, what to do next. Ends with a newline. */
export function failureText(failure: Pick<Failure, 'message' | 'hint'>): string {
  const [first, ...rest] = failure.message.split('\n');
  const below = [...rest, ...(failure.hint === '' ? [] : failure.hint.split('\n'))];
  return [`permahub: ${first}`, ...below.map((line) => (line === '' ? '' : `  ${line}`)), ''].join('\n');
}

/** Writes a failure to stderr. */
export function printFailure(failure: Pick<Failure, 'message' | 'hint'>): void {
  process.stderr.write(failureText(failure));
}
