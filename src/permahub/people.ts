import type { Command } from 'commander';
import { examples, json, target } from './options.ts';

/** Verbs by which people agree: marks, requests, signatures. */
export function register(program: Command, done: (status: number) => void): void {
  marks(program, done);
}

function marks(program: Command, done: (status: number) => void): void {
  const mark = program.command('mark').description('say in the database itself which environment it is');
  const verbs = [
    ['production', 'the database is production, whatever way it is reached'],
    ['staging', 'the database is staging where it would be local'],
    ['remove', 'take the mark away; on staging and production the owner agrees'],
  ] as const;
  for (const [verb, words] of verbs)
    mark
      .command(verb)
      .description(words)
      .addOption(target())
      .addHelpText('after', examples([`permahub mark ${verb} --target linked`]))
      .action(async (options: { target?: string }) => {
        const { mark: run } = await import('../commands/mark.ts');
        done(await run({ as: verb, target: options.target ?? null }));
      });
  mark
    .command('show')
    .description('which environment the database says it is')
    .addOption(target())
    .addOption(json())
    .addHelpText('after', examples(['permahub mark show', 'permahub mark show --json --target linked']))
    .action(async (options: { target?: string; json?: true }) => {
      const { markShow } = await import('../commands/mark-show.ts');
      done(await markShow({ target: options.target ?? null, json: options.json === true }));
    });
}
