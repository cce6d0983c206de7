import { type Command, Option } from 'commander';
import { agents } from '../routes/hook/agents/all.ts';
import { examples, json } from './options.ts';

const names = agents.map(({ name }) => name);
const agent = (words: string) => new Option('--agent <agent>', words).choices(names);
const user = () => new Option('--user', 'in the home folder, for every project, instead of this folder');
const dryRun = () => new Option('--dry-run', 'print what would be written, write nothing');

/** The hook of coding agents: an independent second net, the shim stays the first. */
export function register(program: Command, done: (status: number) => void): void {
  const hook = program
    .command('hook')
    .description(
      "a second net behind the shim: judges what a coding agent is about to run, by its hook's JSON, in its format " +
        '(docs/agents.md says what is judged and what it cannot see)',
    )
    .addOption(agent('whose format it is; told by the input when left out'))
    .addHelpText('after', examples(['permahub hook < call.json', 'permahub hook --agent claude < call.json']))
    .action(async (options: { agent?: string }) => {
      const { hook: answer } = await import('../commands/hook.ts');
      await answer({ agent: options.agent ?? null });
    });

  hook
    .command('install')
    .description('write the hook into the settings of coding agents, and prove it by a probe')
    .addOption(agent('the agent; every one that is set up in this folder when left out'))
    .addOption(user())
    .addOption(dryRun())
    .addOption(json())
    .addHelpText('after', examples(['permahub hook install --dry-run', 'permahub hook install --agent claude --user']))
    .action(async (options: Options) => {
      const { hookInstall } = await import('../commands/hook-install.ts');
      done(await hookInstall(given(options)));
    });

  hook
    .command('remove')
    .description('take the hook out again, and nothing else')
    .addOption(agent('the agent; every one that has the hook when left out'))
    .addOption(user())
    .addOption(dryRun())
    .addOption(json())
    .addHelpText('after', examples(['permahub hook remove', 'permahub hook remove --agent cursor']))
    .action(async (options: Options) => {
      const { hookRemove } = await import('../commands/hook-install.ts');
      done(await hookRemove(given(options)));
    });
}

interface Options {
  agent?: string;
  user?: true;
  dryRun?: true;
  json?: true;
}

const given = (options: Options) => ({
  agent: options.agent ?? null,
  user: options.user === true,
  dryRun: options.dryRun === true,
  json: options.json === true,
});
