import type { Flag } from '../cli/commands/command.ts';
import { globalFlags } from '../cli/commands/flags.ts';
import { tableOf } from '../cli/commands/table.ts';
import type { Invocation } from '../invocation/types.ts';

/** What chooses target, project or API: taken out, because all of it is said anew. */
const chooses: ReadonlySet<string> = new Set([
  ...['remote', 'linked', 'local', 'db-url', 'project-ref', 'password', 'workdir', 'profile', 'network-id'],
  // Ours is known, and a ticket would go to the vendor.
  ...['yes', 'create-ticket'],
]);

/** Literals that a switch swallows when they follow it. */
const literals: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1', 'y', 'false', 'no', 'off', '0', 'n']);
const number = /^-(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The argv that does to the clone what the one typed would do to its target: target flags out, the clone's URL and `--yes`
 * in, our own word out; a relative `--file` or absolute path is put by `fileAt`; everything else byte for byte. Only for
 * an invocation without faults. Pure.
 */
export function rehearsedArgv(
  invocation: Invocation,
  target: string,
  fileAt: (value: string) => string = (value) => value,
): readonly string[] {
  const { argv, era } = invocation;
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const flags = [...(tableOf(era).find(invocation.command)?.flags ?? []), ...globalFlags];
  const wordsOfCommand = invocation.command.split(' ').length;
  const remote = invocation.flags.find((use) => use.name === 'remote')?.value;
  const kept: string[] = [];
  let words = 0;
  for (let at = 0; at < end; at++) {
    const text = argv[at] ?? '';
    if (text === '--destructive') continue;
    if (!text.startsWith('-') || text === '-' || number.test(text)) {
      kept.push(text);
      words++;
      // A target flag must follow the last word of the command.
      if (words === wordsOfCommand) kept.push(target);
      continue;
    }
    const flag = flagOf(flags, text);
    const next = at + 1 < end ? argv[at + 1] : undefined;
    const takes = flag !== null && next !== undefined && swallows(flag, text, next, remote);
    if (takes) at++;
    if (flag && chooses.has(flag.name)) continue;
    if (flag?.name !== 'file') kept.push(text, ...(takes && next !== undefined ? [next] : []));
    else if (takes && next !== undefined) kept.push(text, fileAt(next));
    else kept.push(text.replace(/=(.*)$/s, (_, value: string) => `=${fileAt(value)}`));
  }
  return [...kept, '--yes', ...argv.slice(end)];
}

/** The flag an option names: by its long name, its `no-` form, or the last letter of a group. */
function flagOf(flags: readonly Flag[], text: string): Flag | null {
  const name = text.replace(/=.*$/s, '');
  if (name.startsWith('--')) {
    const long = name.slice(2);
    return (
      flags.find((flag) => flag.name === long) ??
      flags.find((flag) => flag.takes === 'nothing' && `no-${flag.name}` === long) ??
      flags.find((flag) => flag.short === long) ??
      null
    );
  }
  return flags.find((flag) => flag.short === name.at(-1)) ?? null;
}

/** Whether the next word belongs to this option. */
function swallows(flag: Flag, text: string, next: string, remote: string | undefined): boolean {
  if (text.includes('=')) return false;
  if (flag.takes === 'value') return true;
  if (next.startsWith('-')) return false;
  // 3.x also takes a word after --remote that cannot be an operand: the parser has said whether it did.
  if (flag.takes === 'optional') return literals.has(next) || next === remote;
  return !text.startsWith('--no-') && literals.has(next);
}
