import { Failure } from '../failures.ts';

/** Statuses after which nobody has to be asked: words that are off, no, Ctrl-C. */
const own: ReadonlySet<number> = new Set([64, 130]);

/**
 * Prints what ended the run, in words from the failures table, and returns its exit status. A bug is said to be one. `whom`
 * names whom to ask, where that is worth a line.
 */
export async function ended(error: unknown, whom?: () => Promise<string | null>): Promise<number> {
  const failure =
    error instanceof Failure
      ? error
      : new Failure('internal', { problem: error instanceof Error ? error.message : String(error) }, { cause: error });
  const { printFailure } = await import('../terminal/failure.ts');
  const named = own.has(failure.status) ? null : ((await whom?.()) ?? null);
  const { message, hint } = failure;
  printFailure(named === null ? failure : { message, hint: hint === '' ? named : `${hint}\n${named}` });
  return failure.status;
}
