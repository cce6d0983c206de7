import { type Command, Option } from 'commander';
import { examples, json, target } from './options.ts';

/** Verbs of the tripwire: what makes a database itself refuse destruction that does not come through the guard. */
export function register(program: Command, done: (status: number) => void): void {
  const tripwire = program
    .command('tripwire')
    .description('make a database refuse destruction that does not come through the guard');
  tripwire
    .command('install')
    .description('install it, or make it whole again; a typed text is asked for')
    .addOption(target())
    .addOption(new Option('--rows <n>', 'rows that a person may delete at once; 100, or as it is installed'))
    .option('--dry-run', 'print the SQL it would run, and change nothing')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'permahub tripwire install --target linked',
        'permahub tripwire install --rows 1000',
        'permahub tripwire install --dry-run --target linked',
      ]),
    )
    .action(async (options: { target?: string; rows?: string; dryRun?: true; json?: true }) => {
      const { tripwireInstall } = await import('../commands/tripwire-install.ts');
      done(
        await tripwireInstall({
          target: options.target ?? null,
          rows: options.rows ?? null,
          dryRun: options.dryRun === true,
          json: options.json === true,
        }),
      );
    });

  tripwire
    .command('status')
    .description('whether it is armed, and what it lacks; status 1 unless it is whole')
    .addOption(target())
    .addOption(json())
    .addHelpText('after', examples(['permahub tripwire status', 'permahub tripwire status --json --target linked']))
    .action(async (options: { target?: string; json?: true }) => {
      const { tripwireStatus } = await import('../commands/tripwire-status.ts');
      done(await tripwireStatus({ target: options.target ?? null, json: options.json === true }));
    });

  tripwire
    .command('remove')
    .description('take all of it away; on staging and production the owner agrees')
    .addOption(target())
    .option('--dry-run', 'print the SQL it would run, and change nothing')
    .addOption(json())
    .addHelpText('after', examples(['permahub tripwire remove --target linked', 'permahub tripwire remove --dry-run']))
    .action(async (options: { target?: string; dryRun?: true; json?: true }) => {
      const { tripwireRemove } = await import('../commands/tripwire-remove.ts');
      done(
        await tripwireRemove({
          target: options.target ?? null,
          dryRun: options.dryRun === true,
          json: options.json === true,
        }),
      );
    });
}
