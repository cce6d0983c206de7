import { type Command, Option } from 'commander';
import { examples, json, target } from './options.ts';

const key = () => new Option('--key <file>', 'the key to sign with; else the first of yours in allowed_signers');
const push = () => new Option('--push <remote>', 'hand it over by git: refs/permahub/* of this remote');
const fetch = () => new Option('--fetch <remote>', 'take what others handed over from this remote first');
const file = 'the file of the request, or its number with --fetch';

/** Verbs by which people agree: marks, requests, signatures. */
export function register(program: Command, done: (status: number) => void): void {
  marks(program, done);
  program
    .command('request')
    .description('back up, prove and rehearse a command, and write a request for people to sign')
    .argument('[args...]', 'the words after `supabase`, or restore with a backup')
    .requiredOption('--reason <reason>', 'why it is wanted; whoever signs reads it')
    .addOption(push())
    .addOption(json())
    .passThroughOptions()
    .addHelpText(
      'after',
      examples([
        'permahub request --reason "drop the old columns" -- db push --linked',
        'permahub request --reason "rows lost by 005" --push origin -- restore backup_20251114_143022 --target linked',
      ]),
    )
    .action(async (argv: string[], options: { reason: string; push?: string; json?: true }) => {
      const { request } = await import('../commands/request.ts');
      done(await request({ argv, reason: options.reason, push: options.push ?? null, json: options.json === true }));
    });

  program
    .command('approve')
    .description('look at a request on this checkout and sign it')
    .argument('<file>', file)
    .addOption(key())
    .addOption(push())
    .addOption(fetch())
    .addHelpText(
      'after',
      examples(['permahub approve request.json', 'permahub approve --fetch origin --push origin 4f2a…']),
    )
    .action(async (name: string, options: Options) => {
      const { approveRequest } = await import('../commands/approve-request.ts');
      done(await approveRequest({ file: name, ...signing(options) }));
    });

  program
    .command('deny')
    .description('end a request: nobody carries it out any more')
    .argument('<file>', file)
    .addOption(key())
    .addOption(push())
    .addOption(fetch())
    .addHelpText('after', examples(['permahub deny request.json', 'permahub deny --push origin request.json']))
    .action(async (name: string, options: Options) => {
      const { denyRequest } = await import('../commands/deny-request.ts');
      done(await denyRequest({ file: name, ...signing(options) }));
    });

  program
    .command('run')
    .description('carry out a request that the right people signed')
    .argument('<file>', 'the file of the request')
    .addOption(fetch())
    .addHelpText('after', examples(['permahub run backups/database/requests/4f2a….json']))
    .action(async (name: string, options: Options) => {
      const { runRequest } = await import('../commands/run-request.ts');
      done(await runRequest({ file: name, fetch: options.fetch ?? null }));
    });

  program
    .command('ci')
    .description('run a Supabase command in automation: what destroys needs a signed request')
    .argument('[args...]', 'the words after `supabase`')
    .option('--request <file>', 'the signed request it is carried out for')
    .addOption(fetch())
    .passThroughOptions()
    .addHelpText(
      'after',
      examples(['permahub ci -- db push --linked', 'permahub ci --request request.json -- db push --linked']),
    )
    .action(async (argv: string[], options: { request?: string; fetch?: string }) => {
      const { ci } = await import('../commands/ci.ts');
      done(await ci({ argv, request: options.request ?? null, fetch: options.fetch ?? null }));
    });
}

interface Options {
  readonly key?: string;
  readonly push?: string;
  readonly fetch?: string;
}

function signing({ key, push, fetch }: Options) {
  return { key: key ?? null, push: push ?? null, fetch: fetch ?? null };
}

function marks(program: Command, done: (status: number) => void): void {
  const mark = program.command('mark').description('say in the database itself which environment it is');
  const verbs = [
    ['production', 'the database is production, whatever way it is reached'],
    ['staging', 'the database is staging where it would be local'],
    ['remove', 'take the mark away; on staging and production the owner agrees'],
  ] as const;
  for (const [verb, words] of verbs)
    mark
      .command(verb)
      .description(words)
      .addOption(target())
      .addHelpText('after', examples([`permahub mark ${verb} --target linked`]))
      .action(async (options: { target?: string }) => {
        const { mark: run } = await import('../commands/mark.ts');
        done(await run({ as: verb, target: options.target ?? null }));
      });
  mark
    .command('show')
    .description('which environment the database says it is')
    .addOption(target())
    .addOption(json())
    .addHelpText('after', examples(['permahub mark show', 'permahub mark show --json --target linked']))
    .action(async (options: { target?: string; json?: true }) => {
      const { markShow } = await import('../commands/mark-show.ts');
      done(await markShow({ target: options.target ?? null, json: options.json === true }));
    });
}
