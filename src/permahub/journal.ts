import type { Command } from 'commander';
import { examples, json } from './options.ts';

/** Verbs of the journal, and completion. */
export function register(program: Command, done: (status: number) => void): void {
  const journal = program.command('journal').description('the reset log and its chain');
  journal
    .command('verify')
    .description('find any edit, deletion, insertion or swap in the reset log')
    .addOption(json())
    .addHelpText('after', examples(['permahub journal verify', 'permahub journal verify --json']))
    .action(async (options: { json?: true }) => {
      const { journalVerify } = await import('../commands/journal-verify.ts');
      done(await journalVerify({ json: options.json === true }));
    });

  program
    .command('completion')
    .description('print a completion script for bash, zsh or fish')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', examples(['permahub completion bash > ~/.local/share/bash-completion/completions/permahub']))
    .action(async (shell: string) => {
      const { completion } = await import('../commands/completion.ts');
      done(completion(shell, program));
    });
}
