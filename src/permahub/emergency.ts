import type { Command } from 'commander';
import type { Carrying } from '../commands/carrying.ts';
import { examples, target } from './options.ts';

/** Verbs for when something went wrong, and for practising it. */
export function register(program: Command, done: (status: number) => void, by?: Carrying): void {
  program
    .command('freeze')
    .description('stop writes to the database at once; reading goes on; `permahub thaw` undoes it')
    .addOption(target())
    .addHelpText('after', examples(['permahub freeze', 'permahub freeze --target linked']))
    .action(async (options: { target?: string }) => {
      const { freeze } = await import('../commands/freeze.ts');
      done(await freeze({ target: options.target ?? null }, by));
    });

  program
    .command('thaw')
    .description('allow writes again: puts back exactly what was there before the freeze')
    .addOption(target())
    .addHelpText('after', examples(['permahub thaw', 'permahub thaw --target linked']))
    .action(async (options: { target?: string }) => {
      const { thaw } = await import('../commands/thaw.ts');
      done(await thaw({ target: options.target ?? null }, by));
    });
}
