import type { Era } from '../cli/types.ts';

/** One use of a flag, in the order typed. `name` is the canonical long name without dashes ("db-url", "yes"). */
export interface FlagUse {
  readonly name: string;
  /** The value as typed; for a boolean its meaning as 'true' or 'false'. */
  readonly value: string;
  /** True when the value was spelled out (`--x=false`, `--x no`, `--no-x`) rather than implied. */
  readonly explicit: boolean;
}

/** What was typed after `supabase`: the untouched argv, and what it means to the CLI version in front of us. */
export interface Invocation {
  readonly argv: readonly string[];
  readonly era: Era;
  /** Canonical words of the command, e.g. "db reset", "migration up"; "" for the bare root. */
  readonly command: string;
  /** False when the table of this era does not hold the command. */
  readonly known: boolean;
  readonly flags: readonly FlagUse[];
  readonly operands: readonly string[];
  /** --help, -h, --version at the root, --completions: prints and exits whatever else is there. */
  readonly printsOnly: boolean;
  /** Our own word `--destructive` was typed (never forwarded, relaxes nothing). */
  readonly destructiveWord: boolean;
  /** Why this does not parse, in words; empty when it does. A fault means unknown effect, never passed. */
  readonly faults: readonly string[];
}
