import type { Invocation } from '../../invocation/types.ts';
import { table } from '../config.ts';
import { inSupabase } from './patterns.ts';

/** What the configuration says about migrations and seeds, for one target and one invocation. */
export interface Plan {
  readonly migrations: boolean;
  readonly seeds: boolean;
  /** Patterns from the project's folder. */
  readonly seedPaths: readonly string[];
  readonly faults: readonly string[];
}

/**
 * Reads `[db.migrations]` and `[db.seed]` as the CLI does. 3.x: flags, then SUPABASE_DB_… variables, then the matching
 * [remotes.X], then the file. 2.x: what [remotes.X] sets beats the variables. A matching [remotes.X] that does not set
 * db.seed.enabled switches seeds off; its project_id is compared as it is written, without env() [ran both]. Pure.
 */
export function planOf(of: {
  readonly invocation: Invocation;
  readonly document: unknown;
  /** The project ref when the target is a hosted project. */
  readonly projectRef: string | null;
  readonly variable: (name: string) => string | undefined;
}): Plan {
  const { invocation, variable } = of;
  const faults: string[] = [];
  const document = table(of.document);
  const remote = remoteOf(document, of.projectRef, variable);
  if (remote.length > 1)
    faults.push(`[remotes.${remote[0]?.name}] and [remotes.${remote[1]?.name}] name the same project`);
  const over = remote[0] ? table(table(remote[0].table).db) : null;
  const base = table(document.db);
  const find = (section: string, key: string): unknown => {
    const set = over === null ? undefined : table(over[section])[key];
    const ofRemote = over !== null && key === 'enabled' && section === 'seed' ? (set ?? false) : set;
    const name = `SUPABASE_DB_${section}_${key}`.toUpperCase();
    const named = invocation.era !== 'v3' && ofRemote !== undefined ? undefined : variable(name);
    return given(named ?? ofRemote ?? table(base[section])[key], variable);
  };
  const flag = (section: string): boolean => {
    const value = boolean(find(section, 'enabled'));
    if (value === null) faults.push(`db.${section}.enabled is neither true nor false`);
    return value ?? true;
  };
  const typed = invocation.flags.filter(({ name }) => name === 'sql-paths').map(({ value }) => value);
  const paths = typed.length > 0 ? typed : list(find('seed', 'sql_paths'), variable);
  if (paths === null) faults.push('db.seed.sql_paths is no list of texts');
  return {
    migrations: flag('migrations'),
    seeds: seedsByFlag(invocation) ?? flag('seed'),
    seedPaths: (paths ?? []).map(inSupabase),
    faults,
  };
}

/** What flags say about seeds; on push, --include-seed beats the configuration in 3.x only. */
function seedsByFlag({ era, command, flags }: Invocation): boolean | null {
  const use = (name: string) => flags.find((flag) => flag.name === name)?.value;
  if (use('no-seed') === 'true') return false;
  if (use('sql-paths') !== undefined) return true;
  return era === 'v3' && command === 'db push' && use('include-seed') === 'true' ? true : null;
}

function remoteOf(document: Readonly<Record<string, unknown>>, ref: string | null, variable: Lookup) {
  if (ref === null) return [];
  const remotes = Object.entries(table(document.remotes)).map(([name, value]) => ({ name, table: value }));
  return remotes.filter(
    ({ name, table: value }) =>
      (variable(`SUPABASE_REMOTES_${name.toUpperCase()}_PROJECT_ID`) ?? table(value).project_id) === ref,
  );
}

type Lookup = (name: string) => string | undefined;

/** `env(NAME)` replaced where the variable is set. */
function given(value: unknown, variable: Lookup): unknown {
  const name = typeof value === 'string' ? /^env\((.*)\)$/.exec(value)?.[1] : undefined;
  return name === undefined ? value : (variable(name) ?? value);
}

function boolean(value: unknown): boolean | null {
  if (value === undefined) return true;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value) !== 0;
  if (typeof value !== 'string') return typeof value === 'boolean' ? value : null;
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(value) ? false : null;
}

function list(value: unknown, variable: Lookup): readonly string[] | null {
  if (value === undefined) return ['seed.sql'];
  if (typeof value === 'string') return value === '' ? [] : value.split(',');
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) return null;
  return value.map((item) => String(given(item, variable)));
}
