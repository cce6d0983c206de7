import type { Command } from 'commander';
import { examples, json, target } from './options.ts';

/** Verbs of checklists, schedules and what is due. */
export function register(program: Command, done: (status: number) => void): void {
  program
    .command('checklist')
    .description('go through a checklist of the written procedure; status 1 while a line is open')
    .argument('<kind>', 'migrations, reset or production')
    .addOption(target())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['permahub checklist migrations', 'permahub checklist production --target linked --json']),
    )
    .action(async (kind: string, options: { target?: string; json?: true }) => {
      const { checklist } = await import('../commands/checklist.ts');
      done(await checklist({ kind, target: options.target ?? null, json: options.json === true }));
    });
}
