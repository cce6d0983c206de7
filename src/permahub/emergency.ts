import type { Command } from 'commander';
import type { Carrying } from '../commands/carrying.ts';
import { examples, json, target } from './options.ts';

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

  program
    .command('drill')
    .description('practise a recovery: back up, restore and compare on scratch, timed and recorded')
    .addOption(target())
    .addOption(json())
    .addHelpText('after', examples(['permahub drill', 'permahub drill --target linked --json']))
    .action(async (options: { target?: string; json?: true }) => {
      const { drill } = await import('../commands/drill.ts');
      done(await drill({ target: options.target ?? null, json: options.json === true }));
    });

  program
    .command('emergency')
    .description('the written runbook for an emergency, step by step; a second start goes on where it stopped')
    .argument('<kind>', 'corruption, deletion or migration')
    .addOption(target())
    .addHelpText('after', examples(['permahub emergency deletion', 'permahub emergency corruption --target linked']))
    .action(async (kind: string, options: { target?: string }) => {
      const { emergency } = await import('../commands/emergency.ts');
      const verbs = program.commands.map((command) => command.name());
      done(await emergency({ kind, target: options.target ?? null, verbs }));
    });
}
