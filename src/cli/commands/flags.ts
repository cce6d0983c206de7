import type { Flag, Reach } from './command.ts';

/** Flags that choose the target; two of them, one twice, or one set to false is a fault. */
const targetNames: ReadonlySet<string> = new Set(['remote', 'linked', 'local', 'db-url', 'project-ref']);

/**
 * Reads the notation of `--help` ("--dry-run --schema -s <value> --remote[=value]").
 * Throws on what it cannot read: that is a bug in the table.
 */
export function flagsOf(notation: string): readonly Flag[] {
  const flags: Flag[] = [];
  const rest = notation.replaceAll(
    /--([a-z][a-z0-9-]*)(?: -([a-z]))?( <value>|\[=value\])?(?= |$)/g,
    (_, name: string, short: string | undefined, value: string | undefined) => {
      const takes = value === undefined ? 'nothing' : value === ' <value>' ? 'value' : 'optional';
      flags.push({ name, short: short ?? null, takes, target: targetNames.has(name) });
      return '';
    },
  );
  if (rest.trim() !== '') throw new Error(`unreadable flags in the command table: ${rest.trim()}`);
  return flags;
}

/** The target flags of 1.x and 2.x, by what a command reaches. */
export const targetFlagsOld: Readonly<Record<Reach['reach'], string>> = {
  database: '--db-url <value> --linked --local --project-ref <value>',
  hosted: '--project-ref <value>',
  storage: '--linked --local --project-ref <value>',
  types: '--db-url <value> --linked --local --project-id <value>',
  none: '',
};

/** The target flags of 3.x; all but `--remote` are hidden there and still work. */
export const targetFlags3: Readonly<Record<Reach['reach'], string>> = {
  database: '--remote[=value] --db-url <value> --linked --local --project-ref <value>',
  hosted: '--remote[=value] --project-ref <value>',
  storage: '--remote[=value] --linked --local --project-ref <value>',
  types: '--remote[=value] --db-url <value> --linked --local --project-ref <value> --project-id <value>',
  none: '',
};

/** Flags every command takes. */
export const globalFlags: readonly Flag[] = flagsOf(
  '--help -h --version -v --wizard --completions <value> --log-level <value> --output-format <value> ' +
    '--output -o <value> --profile <value> --debug --workdir <value> --experimental --network-id <value> --yes ' +
    '--dns-resolver <value> --create-ticket --agent <value>',
);

/** The value the CLI goes by: the first use, because the first of two wins there; null when the flag was not typed. */
export function firstValue(
  uses: readonly { readonly name: string; readonly value: string }[],
  name: string,
): string | null {
  return uses.find((use) => use.name === name)?.value ?? null;
}
