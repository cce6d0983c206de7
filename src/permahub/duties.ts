import type { Command } from 'commander';
import { examples, json } from './options.ts';

/** Verbs of checklists, schedules and what is due. */
export function register(program: Command, done: (status: number) => void): void {
  program
    .command('status')
    .description('backups and restore tests against their duties, what is broken, whom to ask; status 1 when not well')
    .addOption(json())
    .addHelpText('after', examples(['permahub status', 'permahub status --json']))
    .action(async (options: { json?: true }) => {
      const { status } = await import('../commands/status.ts');
      // Nothing makes requests yet: there is none to list.
      done(await status({ json: options.json === true, listRequests: async () => [] }));
    });
}
