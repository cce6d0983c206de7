import type { Command } from 'commander';
import type { Carrying } from '../commands/carrying.ts';
import { Failure } from '../failures.ts';
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
    .option('--all', 'every backup that is kept, going on after a failure')
    .option('--weekly', 'those restored longer ago than a week, and the newest of each target')
    .option('--against-source', 'set its rows beside those of the database now')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'permahub verify',
        'permahub verify --target linked',
        'permahub verify backup_20251114_143022 --against-source',
        'permahub verify --weekly --json',
      ]),
    )
    .action(async (name: string | undefined, options: VerifyOptions) => {
      const which = manyOf(name, options);
      if (which !== null) {
        const { verifyMany } = await import('../commands/verify-many.ts');
        return done(await verifyMany({ which, json: options.json === true }));
      }
      const { verify } = await import('../commands/verify.ts');
      const source = options.againstSource === true;
      done(await verify({ name: name ?? null, target: options.target ?? null, source, json: options.json === true }));
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

interface VerifyOptions {
  readonly target?: string;
  readonly all?: true;
  readonly weekly?: true;
  readonly againstSource?: true;
  readonly json?: true;
}

/** Whether many are meant, and which; null for one. Failure: usage, where that does not go together. */
function manyOf(name: string | undefined, { target: of, all, weekly, againstSource }: VerifyOptions) {
  if (!all && !weekly) return null;
  if (all && weekly) throw new Failure('usage', { problem: '--all and --weekly exclude each other', verb: 'verify' });
  if (name !== undefined || of !== undefined || againstSource)
    throw new Failure('usage', {
      problem: '--all and --weekly take no backup, no --target and no --against-source',
      verb: 'verify',
    });
  return all ? 'all' : 'weekly';
}
