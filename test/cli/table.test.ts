import { afterAll, describe, expect, it } from 'vitest';
import { type Flag, unlimited } from '../../src/cli/commands/command.ts';
import { flagsOf, globalFlags } from '../../src/cli/commands/flags.ts';
import { tableOf } from '../../src/cli/commands/table.ts';
import { era } from '../support/eras.ts';
import { emptyPlace } from './real.ts';

const place = emptyPlace();
afterAll(place.remove);

/** A flag as the real CLI prints it: name, short letter, whether it takes a value. */
type Seen = Pick<Flag, 'name' | 'short' | 'takes'>;
const seen = (flags: readonly Flag[]): readonly Seen[] =>
  flags.map(({ name, short, takes }) => ({ name, short, takes: takes === 'optional' ? 'nothing' : takes }));

/** Flags per command (groups without flags left out) in the completion script the CLI writes for zsh, by the words of the command joined with `_`. */
function completions(script: string): ReadonlyMap<string, readonly Seen[]> {
  const found = new Map<string, Seen[]>();
  for (const [, name = '', body = ''] of script.matchAll(/^_supabase_(\w+)\(\) \{\n([\s\S]*?)^\}/gm)) {
    const flags: Seen[] = [];
    for (const [, spec = '', rest = ''] of body.matchAll(
      /^ {4}'(?:\([^)]*\))?\*?(--?[a-z0-9-]+)\[[^\n]*\](:[^\n]*)?'$/gm,
    )) {
      const takes = rest === '' ? 'nothing' : 'value';
      if (spec.startsWith('--')) flags.push({ name: spec.slice(2), short: null, takes });
      else flags.push({ name: '', short: spec.slice(1), takes });
    }
    if (!body.includes('commands=(') || flags.length > 0) found.set(name, flags);
  }
  return found;
}

describe(`the table of ${era}`, () => {
  it('holds every flag of every command that the completion script of the real CLI names, with its arity', async () => {
    const { out, status } = await place.say(era, ['--completions', 'zsh']);
    expect(status).toBe(0);
    const real = completions(out);
    const table = tableOf(era).all;
    const named = new Map(table.map((command) => [command.words.replaceAll(/[^a-z0-9]/g, '_'), command]));
    const missing: string[] = [];
    let compared = 0;
    for (const [name, flags] of real) {
      const command = named.get(name.replace(/^migrations_/, 'migration_').replace(/^compute_deploy$/, 'compute_push'));
      if (!command) {
        // The one group with flags of its own: every command below it repeats them.
        if (name !== 'db_schema_declarative') missing.push(name);
        continue;
      }
      const own = seen([...command.flags, ...globalFlags]);
      for (const flag of flags) {
        const positive = own.some((one) => one.name === flag.name && one.takes === flag.takes);
        const negative = flag.name.startsWith('no-') && own.some((one) => `no-${one.name}` === flag.name);
        const letter = flag.short !== null && own.some((one) => one.short === flag.short && one.takes === flag.takes);
        if (positive || negative || letter) compared++;
        else missing.push(`${command.words} ${flag.short ? `-${flag.short}` : `--${flag.name}`} ${flag.takes}`);
      }
    }
    expect(missing).toEqual([]);
    expect(compared).toBeGreaterThan(300);
  });

  const dangerous = [
    'db reset',
    'db push',
    'db query',
    'storage rm',
    'secrets unset',
    'seed buckets',
    'migration down',
    'functions deploy',
    'stop',
  ];

  it.concurrent.each(dangerous.slice(0, 6))('agrees with --help of "%s"', async (words) => {
    const { out, status } = await place.say(era, [...words.split(' '), '--help']);
    expect(status).toBe(0);
    const command = tableOf(era).find(words);
    const block = /^FLAGS\n((?: {2}.*\n)*)/m.exec(out)?.[1] ?? '';
    const own = seen(command?.flags ?? []);
    for (const line of block.split('\n').filter((text) => text.startsWith('  --'))) {
      const [, name, optional, short, type] =
        /^ {2}--([a-z0-9-]+)(\[=[^\]]*\])?(?:, -(\w))?(?: (\S+))?(?: {2,}|$)/.exec(line) ?? [];
      expect(own).toContainEqual({ name, short: short ?? null, takes: type && !optional ? 'value' : 'nothing' });
    }
    const usage = /^USAGE\n {2}(.*)$/m.exec(out)?.[1] ?? '';
    const operands = [...usage.matchAll(/[<[]<?[^>\]]+>?[>\]]/g)]
      .map(([text]) => text)
      .filter((text) => text !== '[flags]');
    const most = operands.some((text) => text.includes('...')) ? unlimited : operands.length;
    expect(command?.operands).toBe(most);
    const target = /^TARGET\n {2}(.*)$/m.exec(out)?.[1] ?? '';
    if (target.startsWith('Local by default')) expect(command?.home).toBe('local');
    if (target.startsWith('Remote only.')) expect(command?.home).toBe('hosted');
    if (target.startsWith('Local only.')) expect(command?.home).toBe('local');
  });

  it.concurrent.each(dangerous)(
    'knows no flag of "%s" that the real CLI does not, hidden ones included',
    async (words) => {
      const flags = tableOf(era).find(words)?.flags ?? [];
      const argv = flags.map((flag) => (flag.takes === 'nothing' ? `--${flag.name}` : `--${flag.name}=x`));
      // The flag nobody knows keeps anything from running.
      const { err, status } = await place.say(era, [...words.split(' '), ...argv, '--unheard-of']);
      const unknown = [...err.matchAll(/Unrecognized flag: --(\S+)/g)].map(([, name]) => name);
      // Those of `stack` are known only where that experiment is switched on.
      const stack = words === 'stop' ? ['stack', 'stack-id'] : [];
      expect(unknown.filter((name) => !stack.includes(name ?? ''))).toEqual(['unheard-of']);
      expect(status).toBe(1);
    },
  );
});

describe('the notation of the table', () => {
  it('reads names, letters and values', () => {
    expect(flagsOf('--dry-run --schema -s <value> --remote[=value]')).toEqual([
      { name: 'dry-run', short: null, takes: 'nothing', target: false },
      { name: 'schema', short: 's', takes: 'value', target: false },
      { name: 'remote', short: null, takes: 'optional', target: true },
    ]);
  });
  it('refuses what it cannot read', () => {
    expect(() => flagsOf('--dry-run schema')).toThrow('unreadable flags in the command table: schema');
  });
  it('adds --yes only where it answers nothing but the consent given to us', () => {
    const may = tableOf('v3')
      .all.filter((command) => command.yes)
      .map((command) => command.words);
    expect(may.sort()).toEqual(['db push', 'db reset', 'migration down', 'migration repair', 'migration up']);
  });
  it('names no command twice and no flag of a command twice', () => {
    for (const era of ['cobra', 'v2', 'v3'] as const) {
      const { all } = tableOf(era);
      expect(new Set(all.map((command) => command.words)).size).toBe(all.length);
      for (const { flags } of all) expect(new Set(flags.map((flag) => flag.name)).size).toBe(flags.length);
    }
  });
});
