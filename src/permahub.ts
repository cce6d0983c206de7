import { Command, CommanderError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { ended } from './commands/ended.ts';
import { Failure } from './failures.ts';

/** `permahub <verb>`: each verb loads its own file, so that `--help` loads nothing else. */
const program = new Command('permahub')
  .description(
    'A guard in front of the Supabase CLI: nothing destructive runs before a backup that was proven by a real restore.',
  )
  .version(manifest.version, '--version', 'print the version of the guard')
  .helpCommand('help [verb]', 'show the help of a verb')
  .showHelpAfterError(false)
  .enablePositionalOptions()
  .exitOverride()
  .configureOutput({ outputError: () => undefined });

const json = () => new Option('--json', 'one JSON object on stdout, for machines');
const target = (words = 'local, linked, a project ref or a URL without password') =>
  new Option('--target <target>', words);

program
  .command('explain')
  .description('what a Supabase command would do and why; contacts nothing, writes nothing')
  .argument('[args...]', 'the words after `supabase`')
  .addOption(json())
  .passThroughOptions()
  .addHelpText('after', examples(['permahub explain -- db reset', 'permahub explain --json -- db push --linked']))
  .action(async (args: string[], options: { json?: true }) => {
    const { explain } = await import('./commands/explain.ts');
    status = await explain({ argv: args, json: options.json === true });
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
    const { lint } = await import('./commands/lint.ts');
    status = await lint({ files, json: options.json === true });
  });

program
  .command('backup')
  .description('make a backup and prove it by restoring it')
  .argument('[name]', 'words for the file names, e.g. pre-deploy')
  .addOption(target())
  .option('--why <reason>', 'why it is made, kept in the metadata and the log')
  .addOption(json())
  .addHelpText('after', examples(['permahub backup', 'permahub backup pre-deploy --target linked']))
  .action(async (name: string | undefined, options: { target?: string; why?: string; json?: true }) => {
    const { backup } = await import('./commands/backup.ts');
    status = await backup({
      name: name ?? null,
      target: options.target ?? null,
      why: options.why ?? null,
      json: options.json === true,
    });
  });

program
  .command('backups')
  .description('list the backups, newest first')
  .addOption(json())
  .addHelpText('after', examples(['permahub backups', 'permahub backups --json']))
  .action(async (options: { json?: true }) => {
    const { backups } = await import('./commands/backups.ts');
    status = await backups({ json: options.json === true });
  });

program
  .command('verify')
  .description('prove a backup again by restoring it into a scratch server')
  .argument('[backup]', 'its name; the newest one when left out')
  .addOption(json())
  .addHelpText('after', examples(['permahub verify', 'permahub verify backup_20251114_143022']))
  .action(async (name: string | undefined, options: { json?: true }) => {
    const { verify } = await import('./commands/verify.ts');
    status = await verify({ name: name ?? null, json: options.json === true });
  });

program
  .command('restore')
  .description('put a backup back; the present state is backed up first')
  .argument('[backup]', 'its name; the newest verified one of the target when left out')
  .addOption(target())
  .addHelpText('after', examples(['permahub restore', 'permahub restore backup_20251114_143022 --target local']))
  .action(async (name: string | undefined, options: { target?: string }) => {
    const { restore } = await import('./commands/restore.ts');
    status = await restore({ name: name ?? null, target: options.target ?? null });
  });

program
  .command('undo')
  .description('take back the last guarded run; the present state is backed up first')
  .addOption(target('whose last run; the last one of all when left out'))
  .addHelpText('after', examples(['permahub undo']))
  .action(async (options: { target?: string }) => {
    const { undo } = await import('./commands/undo.ts');
    status = await undo({ target: options.target ?? null });
  });

const journal = program.command('journal').description('the reset log and its chain');
journal
  .command('verify')
  .description('find any edit, deletion, insertion or swap in the reset log')
  .addOption(json())
  .addHelpText('after', examples(['permahub journal verify', 'permahub journal verify --json']))
  .action(async (options: { json?: true }) => {
    const { journalVerify } = await import('./commands/journal-verify.ts');
    status = await journalVerify({ json: options.json === true });
  });

program
  .command('completion')
  .description('print a completion script for bash, zsh or fish')
  .argument('<shell>', 'bash, zsh or fish')
  .addHelpText('after', examples(['permahub completion bash > ~/.local/share/bash-completion/completions/permahub']))
  .action(async (shell: string) => {
    const { completion } = await import('./commands/completion.ts');
    status = completion(shell, program);
  });

let status = 0;
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) status = await ended(error);
  else if (error.exitCode !== 0) status = await ended(usage(error));
}
process.exitCode = status;

function usage(error: CommanderError): Failure {
  const problem = error.message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replace(/\n\(Did you/, ' (did you');
  const verb = program.commands.map((command) => command.name()).find((name) => process.argv[2] === name) ?? '';
  return new Failure('usage', { problem: problem === '(outputHelp)' ? 'A verb is missing' : problem, verb });
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
