import { type Command, Option } from 'commander';
import { Failure } from '../failures.ts';
import { examples, json, target } from './options.ts';

/** Verbs of checklists, schedules and what is due. */
export function register(program: Command, done: (status: number) => void): void {
  program
    .command('checklist')
    .description('go through a checklist of the written procedure; status 1 while a line is open')
    .argument('<kind>', 'migrations, reset or production')
    .addOption(target())
    .option('--fetch <remote>', 'count what colleagues signed as tested, from this git remote')
    .option('--share <remote>', 'sign what was tested here and hand it over by this git remote')
    .addOption(json())
    .addHelpText(
      'after',
      examples(['permahub checklist migrations', 'permahub checklist production --target linked --json']),
    )
    .action(async (kind: string, options: { target?: string; fetch?: string; share?: string; json?: true }) => {
      const { checklist } = await import('../commands/checklist.ts');
      const { target = null, fetch = null, share = null } = options;
      done(await checklist({ kind, target, fetch, share, json: options.json === true }));
    });

  program
    .command('schedule')
    .description('timers of this platform for backups and restore tests: printed, written or removed')
    .option('--print', 'print what would be written, and where (the default)')
    .option('--write [directory]', "write the files; the platform's own place when left out")
    .option('--remove [directory]', 'take back every timer of this project that was written')
    .addOption(target('only this one; every known staging and production target when left out'))
    .addOption(
      new Option('--for <platform>', 'what this machine has when left out').choices([
        'systemd',
        'cron',
        'launchd',
        'github',
      ]),
    )
    .addHelpText(
      'after',
      examples([
        'permahub schedule',
        'permahub schedule --write --for systemd --target linked',
        'permahub schedule --remove --for systemd',
      ]),
    )
    .action(async (options: ScheduleOptions) => {
      const { schedule } = await import('../commands/schedule.ts');
      done(await schedule({ target: options.target ?? null, platform: options.for ?? null, ...modeOf(options) }));
    });

  program
    .command('status')
    .description('how backups and restore tests stand to their duties, what is broken, whom to ask')
    .addOption(json())
    .addHelpText('after', examples(['permahub status', 'permahub status --json']))
    .action(async (options: { json?: true }) => {
      const { status } = await import('../commands/status.ts');
      done(await status({ json: options.json === true }));
    });
}

interface ScheduleOptions {
  readonly print?: true;
  readonly write?: true | string;
  readonly remove?: true | string;
  readonly target?: string;
  readonly for?: 'systemd' | 'cron' | 'launchd' | 'github';
}

/** One of print, write and remove. Failure: usage, for more than one. */
function modeOf({ print, write, remove, target }: ScheduleOptions) {
  if (remove !== undefined && target !== undefined)
    throw new Failure('usage', {
      problem: '--remove takes back all timers of the project: leave --target out',
      verb: 'schedule',
    });
  if ([print, write, remove].filter((each) => each !== undefined).length > 1)
    throw new Failure('usage', { problem: '--print, --write and --remove exclude each other', verb: 'schedule' });
  const given = write ?? remove;
  const mode = write !== undefined ? 'write' : remove !== undefined ? 'remove' : 'print';
  return { mode, directory: typeof given === 'string' ? given : null } as const;
}
