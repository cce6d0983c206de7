import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { ended } from './commands/ended.ts';
import { Failure } from './failures.ts';
import { register as backups } from './permahub/backups.ts';
import { register as duties } from './permahub/duties.ts';
import { register as emergency } from './permahub/emergency.ts';
import { register as hook } from './permahub/hook.ts';
import { register as journal } from './permahub/journal.ts';
import { register as looking } from './permahub/looking.ts';
import { register as people } from './permahub/people.ts';
import { register as puttingBack } from './permahub/putting-back.ts';
import { register as routes } from './permahub/routes.ts';
import { register as tripwire } from './permahub/tripwire.ts';
import { register as vault } from './permahub/vault.ts';

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

/** Verbs whose failures end with whom to ask. */
const asks: ReadonlySet<string> = new Set(['restore', 'undo', 'verify', 'freeze', 'thaw', 'drill', 'emergency']);
const whom = async () => (await import('./commands/whom-to-ask.ts')).whomToAsk();

let status = 0;
for (const register of [
  looking,
  backups,
  puttingBack,
  emergency,
  vault,
  people,
  tripwire,
  duties,
  routes,
  hook,
  journal,
])
  register(program, (of) => {
    status = of;
  });

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError))
    status = await ended(error, asks.has(process.argv[2] ?? '') ? whom : undefined);
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
