import { type Command, Option } from 'commander';
import { Failure } from '../failures.ts';
import type { Snippet } from '../routes/install/snippets.ts';
import type { Shell } from '../routes/install/types.ts';
import { examples, json } from './options.ts';

/** Verbs of the ways `supabase` is reached. */
export function register(program: Command, done: (status: number) => void): void {
  program
    .command('install')
    .description('put the guard in front of every `supabase`: of this account, and of the project in this folder')
    .option('--machine', 'only this account: a folder first on PATH, and the set-up of its shells')
    .option('--project', 'only the project: its node_modules, and a script that keeps it so')
    .option('--shell <names>', 'these shells: bash,zsh,fish,sh; those that are set up here when left out')
    .option('--dry-run', 'show exactly what would be written, and write nothing')
    .addOption(
      new Option('--print <name>', 'print a piece for a file of your own').choices([
        'direnv',
        'mise',
        'make',
        'windows',
      ]),
    )
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'permahub install --dry-run',
        'permahub install',
        'permahub install --machine --shell bash,zsh',
        'permahub install --project',
        'permahub install --print direnv',
      ]),
    )
    .action(async (options: InstallOptions) => {
      const { install, printSnippet } = await import('../commands/install.ts');
      if (options.print !== undefined) return done(printSnippet(options.print));
      done(await install({ ...whatOf(options), shells: shellsOf(options.shell) }));
    });

  program
    .command('uninstall')
    .description('take back exactly what `permahub install` made; a person confirms it')
    .option('--machine', 'only of this account')
    .option('--project', 'only of the project in this folder')
    .option('--dry-run', 'show exactly what would be taken back, and change nothing')
    .addOption(json())
    .addHelpText(
      'after',
      examples(['permahub uninstall --dry-run', 'permahub uninstall', 'permahub uninstall --project']),
    )
    .action(async (options: What) => {
      const { uninstall } = await import('../commands/uninstall.ts');
      done(await uninstall(whatOf(options)));
    });

  program
    .command('doctor')
    .description('prove which routes to `supabase` are guarded, by a probe through each; status 1 when one is open')
    .addOption(json())
    .addHelpText('after', examples(['permahub doctor', 'permahub doctor --json']))
    .action(async (options: { json?: true }) => {
      const { doctor } = await import('../commands/doctor.ts');
      done(await doctor({ json: options.json === true }));
    });
}

interface What {
  readonly machine?: true;
  readonly project?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

interface InstallOptions extends What {
  readonly shell?: string;
  readonly print?: Snippet;
}

function whatOf({ machine, project, dryRun, json }: What) {
  return { machine: machine === true, project: project === true, dryRun: dryRun === true, json: json === true };
}

/** Failure: usage, for a shell we have no set-up for. */
function shellsOf(words: string | undefined): readonly Shell[] | null {
  if (words === undefined) return null;
  const known: readonly Shell[] = ['bash', 'zsh', 'fish', 'sh'];
  return words.split(',').map((word) => {
    const shell = known.find((each) => each === word.trim());
    if (shell) return shell;
    const problem = `--shell knows ${known.join(', ')}, not "${word}"`;
    throw new Failure('usage', { problem, verb: 'install' });
  });
}
