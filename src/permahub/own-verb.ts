import { Command } from 'commander';
import type { Carrying } from '../commands/carrying.ts';
import { register as emergency } from './emergency.ts';
import { register as puttingBack } from './putting-back.ts';

/** Runs one of our own verbs as `permahub <argv>` would, approved and carried out in another way. Gives its status. */
export async function runOwnVerb(argv: readonly string[], by: Carrying): Promise<number> {
  let status = 1;
  const program = new Command('permahub').exitOverride().configureOutput({ outputError: () => undefined });
  const done = (of: number) => {
    status = of;
  };
  for (const register of [puttingBack, emergency]) register(program, done, by);
  await program.parseAsync([...argv], { from: 'user' });
  return status;
}
