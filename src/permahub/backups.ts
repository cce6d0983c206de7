import type { Command } from 'commander';
import type { Carrying } from '../commands/carrying.ts';
import { examples, json, target } from './options.ts';

/** Verbs that make, prove and put back backups. */
export function register(program: Command, done: (status: number) => void, by?: Carrying): void {
  program
    .command('backup')
    .description('make a backup and prove it by restoring it')
    .argument('[name]', 'words for the file names, e.g. pre-deploy')
    .addOption(target())
    .option('--why <reason>', 'why it is made, kept in the metadata and the log')
    .addOption(json())
    .addHelpText('after', examples(['permahub backup', 'permahub backup pre-deploy --target linked']))
    .action(async (name: string | undefined, options: { target?: string; why?: string; json?: true }) => {
      const { backup } = await import('../commands/backup.ts');
      done(
        await backup({
          name: name ?? null,
          target: options.target ?? null,
          why: options.why ?? null,
          json: options.json === true,
        }),
      );
    });

  program
    .command('backups')
    .description('list the backups, newest first')
    .addOption(json())
    .addHelpText('after', examples(['permahub backups', 'permahub backups --json']))
    .action(async (options: { json?: true }) => {
      const { backups } = await import('../commands/backups.ts');
      done(await backups({ json: options.json === true }));
    });

  program
    .command('verify')
    .description('prove a backup again by restoring it into a scratch server')
    .argument('[backup]', 'its name; the newest verified one when left out')
    .addOption(target('whose newest verified backup; of all targets when left out'))
    .addOption(json())
    .addHelpText(
      'after',
      examples(['permahub verify', 'permahub verify --target linked', 'permahub verify backup_20251114_143022']),
    )
    .action(async (name: string | undefined, options: { target?: string; json?: true }) => {
      const { verify } = await import('../commands/verify.ts');
      done(await verify({ name: name ?? null, target: options.target ?? null, json: options.json === true }));
    });

  program
    .command('restore')
    .description('put a backup back; the present state is backed up first')
    .argument('[backup]', 'its name; the newest verified one of the target when left out')
    .addOption(target())
    .option('--emergency', 'production, by the owner alone; the second person signs afterwards')
    .addHelpText('after', examples(['permahub restore', 'permahub restore backup_20251114_143022 --target local']))
    .action(async (name: string | undefined, options: { target?: string; emergency?: true }) => {
      const { restore } = await import('../commands/restore.ts');
      const emergency = options.emergency === true;
      done(await restore({ name: name ?? null, target: options.target ?? null, emergency }, by));
    });

  program
    .command('undo')
    .description('take back the last guarded run; the present state is backed up first')
    .addOption(target('whose last run; the last one of all when left out'))
    .addHelpText('after', examples(['permahub undo']))
    .action(async (options: { target?: string }) => {
      const { undo } = await import('../commands/undo.ts');
      done(await undo({ target: options.target ?? null }));
    });
}
