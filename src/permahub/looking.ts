import type { Command } from 'commander';
import { examples, json } from './options.ts';

/** Verbs that only look. */
export function register(program: Command, done: (status: number) => void): void {
  program
    .command('explain')
    .description('what a Supabase command would do and why; contacts nothing, writes nothing')
    .argument('[args...]', 'the words after `supabase`')
    .addOption(json())
    .passThroughOptions()
    .addHelpText('after', examples(['permahub explain -- db reset', 'permahub explain --json -- db push --linked']))
    .action(async (args: string[], options: { json?: true }) => {
      const { explain } = await import('../commands/explain.ts');
      done(await explain({ argv: args, json: options.json === true }));
    });

  program
    .command('policy')
    .description('the policy in force here, and where each rule comes from; contacts nothing')
    .addOption(json())
    .addHelpText('after', examples(['permahub policy', 'permahub policy --json']))
    .action(async (options: { json?: true }) => {
      const { policy } = await import('../commands/policy.ts');
      done(await policy({ json: options.json === true }));
    });

  program
    .command('lint')
    .description('what SQL files would destroy when they run; status 1 when they would')
    .argument('<file...>', 'SQL files, folders (every *.sql below), or - for standard input')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'permahub lint supabase/migrations',
        'permahub lint --json supabase/seed.sql',
        'permahub lint - < a.sql',
      ]),
    )
    .action(async (files: string[], options: { json?: true }) => {
      const { lint } = await import('../commands/lint.ts');
      done(await lint({ files, json: options.json === true }));
    });
}
