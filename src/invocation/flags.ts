import type { Flag } from '../cli/commands/command.ts';

/** The flag an option names: by its long name, by `no-` and its name, by its short letter, in the real parser's order. */
export function lookUp(
  flags: readonly Flag[],
  name: string,
  isLong: boolean,
): { readonly flag: Flag; readonly negated: boolean } | null {
  const exact = flags.find((flag) => flag.name === name);
  if (exact) return { flag: exact, negated: false };
  const negated = isLong ? flags.find((flag) => flag.takes === 'nothing' && `no-${flag.name}` === name) : undefined;
  if (negated) return { flag: negated, negated: true };
  // `--p value` finds -p as well: the real parser keeps both in one index.
  const short = flags.find((flag) => flag.short === name);
  return short ? { flag: short, negated: false } : null;
}
