import type { Command, Flag } from '../commands/command.ts';
import { globalFlags } from '../commands/flags.ts';
import { tableOf } from '../commands/table.ts';
import type { Era } from '../types.ts';

interface Flags {
  /** "--debug": on, with nothing attached. */
  readonly booleans: readonly string[];
  /** "--schema", "-s": with exactly one value. */
  readonly values: readonly string[];
}

/** A command that every known era passes, and the forms of it whose meaning is the same in each. */
export interface Allowed extends Flags {
  readonly words: string;
  readonly operands: number;
  /** Those of both of which one may be there, once: they name the target. */
  readonly single: readonly string[];
}

const eras: readonly Era[] = ['cobra', 'v2', 'v3'];

/** Global flags that change neither what is done nor where: of all others none is taken. */
const taken: ReadonlySet<string> = new Set(['debug', 'output', 'experimental', 'dns-resolver', 'create-ticket']);

/** The global flags that are taken behind every allowed command. */
export const allowedGlobals: Flags = spelled(globalFlags.filter(({ name }) => taken.has(name)));

/** Words of every command that all eras know: their `--help` only prints. Sorted. */
export function everyCommand(): readonly string[] {
  const [first = [], ...others] = eras.map((era) => tableOf(era).names);
  return first.filter((name) => others.every((names) => names.includes(name))).sort();
}

/** The commands that only read or write local files in every era, derived from the command table. Pure. */
export function allowed(): readonly Allowed[] {
  return everyCommand().flatMap((words) => {
    const commands = eras.flatMap((era) => tableOf(era).find(words) ?? []);
    const harmless = commands.length === eras.length && commands.every(({ kind }) => kind === 'harmless');
    const operands = Math.min(...commands.map((command) => command.operands));
    if (commands.some((command) => command.flags.some(clashes))) return [];
    // A first operand could be the next word of a longer command.
    const isPrefix = eras.some((era) => tableOf(era).isGroup(words));
    return harmless && !(isPrefix && operands > 0) ? [{ words, operands, ...flagsOf(commands) }] : [];
  });
}

function flagsOf(commands: readonly Command[]): Flags & Pick<Allowed, 'single'> {
  const turns = new Set(commands.flatMap((command) => command.turns.map(({ flag }) => flag)));
  const inAll = (commands[0]?.flags ?? []).filter((flag) =>
    commands.every(({ flags }) => flags.some((other) => isSame(flag, other))),
  );
  const flags = inAll.filter(({ name }) => !turns.has(name));
  return { ...spelled(flags), single: flags.filter((flag) => isSingle(flag)).flatMap(spellings) };
}

function spelled(flags: readonly Flag[]): Flags {
  return {
    booleans: flags.filter(({ takes }) => takes === 'nothing').map(({ name }) => `--${name}`),
    values: flags.filter(({ takes }) => takes === 'value').flatMap(spellings),
  };
}

/** A command's own flag comes before the global one of its name, and must then be read alike. */
function clashes({ name, short, takes }: Flag): boolean {
  return globalFlags.some(
    (global) => (global.name === name || (short !== null && global.short === short)) && global.takes !== takes,
  );
}

function isSame(a: Flag, b: Flag): boolean {
  return a.name === b.name && a.short === b.short && a.takes === b.takes;
}

function spellings({ name, short }: Flag): readonly string[] {
  return short === null ? [`--${name}`] : [`--${name}`, `-${short}`];
}

/** Names the target; with two of them it would not be certain which. */
function isSingle({ name, target }: Flag): boolean {
  return target || name === 'project-id';
}
