import { tableOf } from '../cli/commands/table.ts';
import type { Invocation } from '../invocation/types.ts';

/**
 * What is forwarded: the argv typed, byte for byte, without our own word `--destructive`; after approval with `--yes`
 * before any `--`, for commands whose question it answers is the one just answered. Whoever typed --yes in any form
 * keeps what was typed. 1.x and early 2.x get none: their prompts were not checked. Pure.
 */
export function forwardedArgv(invocation: Invocation, approved: boolean): readonly string[] {
  const { argv, era } = invocation;
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const options = argv.slice(0, end).filter((text) => text !== '--destructive');
  const answers = (era === 'v2' || era === 'v3') && tableOf(era).find(invocation.command)?.yes === true;
  const typedYes = invocation.flags.some((flag) => flag.name === 'yes');
  const yes = approved && answers && !typedYes ? ['--yes'] : [];
  return [...options, ...yes, ...argv.slice(end)];
}

/**
 * Whether the CLI asks nothing during this run and its stderr may be a pipe: push and up with --yes typed or put in
 * (measured with 2.122.1 and 3.1.0: they then write the same bytes as to a terminal; nothing older was). Pure.
 */
export function asksNothing(invocation: Invocation, forwarded: readonly string[]): boolean {
  const { command, era, flags } = invocation;
  if ((era !== 'v2' && era !== 'v3') || (command !== 'db push' && command !== 'migration up')) return false;
  const typed = flags.find(({ name }) => name === 'yes');
  return typed ? typed.value === 'true' : forwarded.includes('--yes');
}
