import { Failure } from '../failures.ts';

/** Prints what ended the run, in words from the failures table, and returns its exit status. A bug is said to be one. */
export async function ended(error: unknown): Promise<number> {
  const failure =
    error instanceof Failure
      ? error
      : new Failure('internal', { problem: error instanceof Error ? error.message : String(error) }, { cause: error });
  const { printFailure } = await import('../terminal/failure.ts');
  printFailure(failure);
  return failure.status;
}
