import { type Command, Option } from 'commander';
import { Failure } from '../failures.ts';
import { mostJobs } from '../postgres/jobs.ts';
import { examples, jobs, json, target } from './options.ts';

/** Verbs that make backups, list, keep and prove them. */
export function register(program: Command, done: (status: number) => void): void {
  program
    .command('backup')
    .description('make a backup and prove it by restoring it')
    .argument('[name]', 'words for the file names, e.g. pre-deploy')
    .addOption(target())
    .option('--why <reason>', 'why it is made, kept in the metadata and the log')
    .option('--scheduled', 'made by a timer: kept as scheduled backups are')
    .option('--parallel', 'over several connections, as one folder instead of four dump files; for large databases')
    .addOption(
      jobs('connections of --parallel; those of the settings, else 4, when left out', {
        ...{ from: 1, to: mostJobs },
        without: 'without it there are as many as the settings say',
      }),
    )
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'permahub backup',
        'permahub backup pre-deploy --target linked',
        'permahub backup --parallel --jobs 8 --target linked',
      ]),
    )
    .action(async (name: string | undefined, options: Parameters<typeof import('../commands/backup.ts').backup>[1]) => {
      const { backup } = await import('../commands/backup.ts');
      done(await backup(name ?? null, options));
    });

  program
    .command('backups')
    .description('list the backups, newest first')
    .addOption(target('only of this one: its label, key or project ref'))
    .addOption(
      new Option('--environment <name>', 'only of this one').choices(['local', 'staging', 'production', 'none']),
    )
    .option('--since <when>', 'only made since: 7d, or 2025-11-14')
    .option('--until <when>', 'only made until: 12h, or 2025-11-14')
    .option('--verified', 'only those that were proven')
    .option('--named <text>', 'only those with this in their name')
    .option('--limit <n>', 'the newest of them, this many')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'permahub backups',
        'permahub backups --environment production --since 30d --verified',
        'permahub backups --named pre-migration --limit 5 --json',
      ]),
    )
    .action(async (options: Parameters<typeof import('../commands/backups.ts').backups>[0]) => {
      const { backups } = await import('../commands/backups.ts');
      done(await backups(options));
    });

  program
    .command('history')
    .description('how many rows tables had in each backup, and where they fell most')
    .argument('[table]', 'e.g. public.users; every table when left out')
    .addOption(target('only of this one: its label, key or project ref'))
    .addOption(json())
    .addHelpText('after', examples(['permahub history', 'permahub history public.users --target local']))
    .action(async (table: string | undefined, options: { target?: string; json?: true }) => {
      const { history } = await import('../commands/history.ts');
      done(await history({ table: table ?? null, target: options.target ?? null, json: options.json === true }));
    });

  program
    .command('retain')
    .description('which backups are kept, archived and removed, and why')
    .option('--apply', 'do it, instead of showing it')
    .addOption(json())
    .addHelpText('after', examples(['permahub retain', 'permahub retain --apply']))
    .action(async (options: { apply?: true; json?: true }) => {
      const { retain } = await import('../commands/retain.ts');
      done(await retain({ apply: options.apply === true, json: options.json === true }));
    });

  program
    .command('report')
    .description('one HTML page: backups, resets and refusals over time, rows, retention')
    .option('--out <file>', 'where to; report.html in the backup directory when left out')
    .addHelpText('after', examples(['permahub report', 'permahub report --out /tmp/report.html']))
    .action(async (options: { out?: string }) => {
      const { report } = await import('../commands/report.ts');
      done(await report({ out: options.out ?? null }));
    });

  program
    .command('verify')
    .description('prove a backup again by restoring it into a scratch server')
    .argument('[backup]', 'its name; the newest verified one when left out')
    .addOption(target('whose backup, or backups; of all targets when left out'))
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
        'permahub verify --weekly --target linked',
      ]),
    )
    .action(async (name: string | undefined, options: VerifyOptions) => {
      const which = manyOf(name, options);
      if (which !== null) {
        const { verifyMany } = await import('../commands/verify-many.ts');
        return done(await verifyMany({ which, target: options.target ?? null, json: options.json === true }));
      }
      const { verify } = await import('../commands/verify.ts');
      const source = options.againstSource === true;
      done(await verify({ name: name ?? null, target: options.target ?? null, source, json: options.json === true }));
    });

  program
    .command('scripts')
    .description("print thin scripts under the written procedure's own names")
    .option('--write <folder>', 'write them into this folder; a file of another make is never overwritten')
    .addHelpText('after', examples(['permahub scripts', 'permahub scripts --write scripts']))
    .action(async (options: { write?: string }) => {
      const { scripts } = await import('../commands/scripts.ts');
      done(await scripts({ write: options.write ?? null }));
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
function manyOf(name: string | undefined, { all, weekly, againstSource }: VerifyOptions) {
  if (!all && !weekly) return null;
  if (all && weekly) throw new Failure('usage', { problem: '--all and --weekly exclude each other', verb: 'verify' });
  if (name !== undefined || againstSource)
    throw new Failure('usage', {
      problem: '--all and --weekly take no backup and no --against-source',
      verb: 'verify',
    });
  return all ? 'all' : 'weekly';
}
