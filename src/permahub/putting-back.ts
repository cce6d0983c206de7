import type { Command } from 'commander';
import type { Carrying } from '../commands/carrying.ts';
import { examples, jobs, target } from './options.ts';

interface RestoreFlags {
  readonly target?: string;
  readonly to?: string;
  readonly table: string[];
  readonly schemaOnly?: true;
  readonly dataOnly?: true;
  readonly clean?: true;
  readonly jobs?: number;
  readonly restart?: true;
  readonly emergency?: true;
}

const over = (what: string) =>
  jobs('over this many connections, 2 to 64: quicker, and not one transaction', {
    ...{ from: 2, to: 64 },
    without: `without it ${what} is one transaction`,
  });

/** Verbs that put backups back, or a part of them; `by` says who approves. */
export function register(program: Command, done: (status: number) => void, by?: Carrying): void {
  program
    .command('restore')
    .description('put a backup back; the present state is backed up first')
    .argument('[backup]', 'its name; the newest verified one of the target when left out')
    .addOption(target())
    .option('--to <target>', 'overwrite this target instead, whosever backup it is')
    .option(
      '--table <table>',
      'only the rows of this table; may be given again',
      (word, all: string[]) => [...all, word],
      [],
    )
    .option('--data-only', 'only rows, of every table of the backup')
    .option('--schema-only', 'the structure without rows; everything there goes')
    .option('--clean', 'as pg_restore --clean --if-exists: what the backup does not hold stays')
    .addOption(over('a restore'))
    .option('--restart', 'stop and start the local stack before')
    .option('--emergency', 'production, by the owner alone; the second person signs afterwards')
    .addHelpText(
      'after',
      examples([
        'permahub restore',
        'permahub restore backup_20251114_143022 --target local',
        'permahub restore --table users --table public.orders',
        'permahub restore backup_20251114_143022 --to postgresql://postgres@127.0.0.1:5432/empty',
        'permahub restore --jobs 4   # for a large database: quicker, and not one transaction',
      ]),
    )
    .action(async (name: string | undefined, options: RestoreFlags) => {
      const { restore } = await import('../commands/restore.ts');
      done(
        await restore(
          {
            name: name ?? null,
            target: options.target ?? null,
            to: options.to ?? null,
            tables: options.table,
            schemaOnly: options.schemaOnly === true,
            dataOnly: options.dataOnly === true,
            clean: options.clean === true,
            jobs: options.jobs ?? null,
            restart: options.restart === true,
            emergency: options.emergency === true,
          },
          by,
        ),
      );
    });

  program
    .command('undo')
    .description('take back the last guarded run; the present state is backed up first')
    .addOption(target('whose last run; the last one of all when left out'))
    .addOption(over('an undo'))
    .addHelpText('after', examples(['permahub undo', 'permahub undo --target linked --jobs 4']))
    .action(async (options: { target?: string; jobs?: number }) => {
      const { undo } = await import('../commands/undo.ts');
      done(await undo({ target: options.target ?? null, jobs: options.jobs ?? null }));
    });

  const recover = program.command('recover').description('put back a part of what was lost, and change nothing else');
  recover
    .command('rows')
    .description('put back rows that a backup holds and the table has no more')
    .argument('<table>', 'its name, with the schema where that is needed')
    .option('--where <condition>', 'SQL: only rows for which it holds; it is evaluated in a copy of the backup')
    .option('--from <backup>', 'this backup; the newest verified one that has such rows when left out')
    .addOption(target())
    .option('--json', 'only look: what is missing, as one JSON object on stdout')
    .addHelpText(
      'after',
      examples([
        'permahub recover rows public.users',
        `permahub recover rows orders --where "created_at > '2025-11-01'" --target linked`,
        'permahub recover rows users --json',
      ]),
    )
    .action(async (table: string, options: { where?: string; from?: string; target?: string; json?: true }) => {
      const { recoverRows } = await import('../commands/recover-rows.ts');
      const { where = null, from = null, target: of = null } = options;
      done(await recoverRows({ table, where, from, target: of, json: options.json === true }, by));
    });
}
