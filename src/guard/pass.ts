import { forwardedArgv } from '../action/argv.ts';
import { endAs } from '../cli/end.ts';
import { execReal } from '../cli/exec.ts';
import { asksForHelp, hint } from '../cli/launch/hint.ts';
import { runReal } from '../cli/run.ts';
import type { Looked } from './look.ts';

/** Becomes the real CLI; only where its standard input was read already it is run and fed. Failure: cli-not-started (69). */
export async function pass(
  {
    cli,
    invocation,
    place,
  }: Pick<Looked, 'cli' | 'invocation'> & { readonly place: { readonly env: NodeJS.ProcessEnv } },
  stdin: Buffer | null,
): Promise<void> {
  if (asksForHelp(invocation.argv) && process.stderr.isTTY) process.stderr.write(`${hint}\n`);
  const argv = forwardedArgv(invocation, false);
  if (stdin === null) await execReal(cli, argv, place.env);
  else endAs(await runReal(cli, argv, { env: place.env, stdin }));
}
