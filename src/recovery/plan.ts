import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import type { Connection, Facts, Toolset } from '../postgres/types.ts';
import { isTripwire } from '../tripwire/of-ours.ts';
import type { Archive } from './archive.ts';
import { readContents } from './archive-text.ts';
import { planClean } from './clean.ts';
import { type Entry, parseContents } from './contents.ts';
import { emptyEverything } from './emptying.ts';
import { type Form, isHistory } from './form.ts';
import { bare } from './identifier.ts';
import { type Inventory, readInventory } from './inventory.ts';
import { planLimited } from './limited.ts';
import { planLimitedClean } from './limited-clean.ts';
import { orphanCheck } from './orphans.ts';
import { planSelected } from './plan-selected.ts';
import { partsOf, tableKey } from './qualified.ts';
import { type Rights, readRights } from './rights.ts';
import { missingRoles } from './roles.ts';
import { rowCheck } from './row-check.ts';
import { rowsArguments } from './rows-plan.ts';
import { keyOf } from './schema-text.ts';
import type { Restored } from './types.ts';

/** One run of pg_restore over the archive, and SQL that goes before it. */
export interface Pass {
  readonly before: string;
  /** Further arguments; null for no run at all. */
  readonly args: readonly string[] | null;
}

/** What one restore does before and while it replays the archive. */
export interface Plan {
  readonly emptying: string;
  readonly rolesCreated: readonly string[];
  readonly passes: readonly Pass[];
  /** Fails inside the transaction where it would not hold what it has to. */
  readonly check: string;
  /** Tables (as in the facts) that are made again by name. */
  readonly made: readonly string[];
  readonly inventory: Inventory;
  /** Entries of the archive that a role without the rights leaves as they are there, as `keyOf` names them. */
  readonly left: ReadonlySet<string>;
  /** Removes the lists that the passes name. */
  readonly remove: () => Promise<void>;
}

export interface Planning {
  readonly backup: Backup;
  readonly form: Form;
  readonly archive: Archive;
  /** The backup's schema.sql. */
  readonly schema: string;
  readonly rolesSql: string;
  /** What the database holds now; null for a form that replaces everything. */
  readonly before: Restored | null;
  readonly connection: Connection;
  readonly tools: Toolset;
}

/** Looks at the database and plans; touches nothing. Failures: restore-blocked, restore-not-allowed, restore-tables-differ. */
export async function planRestore(of: Planning): Promise<Plan> {
  const { backup, form } = of;
  const { inventory, rights } = await look(of.connection);
  refuseWhatBlocks(backup, inventory);
  if (form.kind === 'data' || form.kind === 'tables') return planSelected({ ...of, inventory, rights, entries });
  const roles = missingRoles(of.rolesSql, inventory.roles, inventory.superuser);
  const makeRoles = roles.statements.map((statement) => `${statement};\n`).join('');
  const nothing = new Set<string>();
  const common = { rolesCreated: roles.created, made: [], inventory, left: nothing, remove: async () => undefined };
  const { facts } = backup.metadata;
  if (!inventory.superuser) return planAsLimited({ ...of, form }, { inventory, rights }, makeRoles, common);
  // pg_dump refreshes materialised views after it made the event triggers, which would fire; foreign keys are still checked.
  const before = `${quietTriggers}${makeRoles}`;
  if (form.kind === 'clean') {
    const { emptying, lines } = planClean(inventory, await entries(of, inventory, rights, roles.created));
    const list = await of.tools.file(`${lines.join('\n')}\n`);
    return {
      ...common,
      emptying: `${before}${emptying.map((each) => `${each};\n`).join('')}`,
      passes: [{ before: '', args: ['--clean', '--if-exists', '-L', list.path] }],
      check: rowCheck(facts),
      remove: list.remove,
    };
  }
  const emptying = `${before}${emptyEverything(inventory)}`;
  if (form.kind === 'whole') return { ...common, emptying, passes: [{ before: '', args: [] }], check: rowCheck(facts) };
  return {
    ...common,
    emptying,
    passes: [{ before: '', args: ['--schema-only'] }, ...histories(facts, nothing)],
    check: '',
  };
}

/** The rows of migration histories, but of those that are left as they are. */
function histories({ tables }: Facts, left: ReadonlySet<string>): Pass[] {
  const keys = tables
    .filter(({ name }) => isHistory(name) && !left.has(keyOf({ kind: 'TABLE DATA', ...partsOf(name) })))
    .map(({ name }) => tableKey(name));
  return rowsArguments(keys).map((args) => ({ before: '', args }));
}

async function planAsLimited(
  of: Planning & { readonly form: Exclude<Form, { kind: 'data' | 'tables' }> },
  { inventory, rights }: { readonly inventory: Inventory; readonly rights: Rights },
  makeRoles: string,
  common: Pick<Plan, 'rolesCreated' | 'made' | 'inventory'>,
): Promise<Plan> {
  const { facts } = of.backup.metadata;
  // The guard installs the tripwire again itself; a role without superuser could not make all of it from an archive.
  const all = (await entries(of, inventory, rights, common.rolesCreated)).filter((entry) => !isTripwire(entry));
  const plan =
    of.form.kind === 'clean' ? planLimitedClean(inventory, rights, all) : planLimited(inventory, rights, all);
  if (plan.problems.length > 0) throw notAllowed(of.backup, inventory.role, plan.problems);
  const list = await of.tools.file(`${plan.lines.join('\n')}\n`);
  const left = new Set(plan.left.map(keyOf));
  const how = { whole: [], schema: ['--schema-only'], clean: ['--clean', '--if-exists'] }[of.form.kind];
  const replayed = { before: '', args: [...how, '-L', list.path] };
  return {
    ...common,
    left,
    emptying: `${rights.quietTriggers ? quietTriggers : ''}${makeRoles}${plan.emptying}`,
    passes: of.form.kind === 'schema' ? [replayed, ...histories(facts, left)] : [replayed],
    check: checkOf(of.form, facts, plan.refilled),
    remove: list.remove,
  };
}

function checkOf(form: Form, facts: Facts, refilled: readonly string[]): string {
  if (form.kind === 'schema') return '';
  // New tables that refer to what was refilled were not dropped with it.
  return `${rowCheck(facts)}${form.kind === 'clean' && refilled.length > 0 ? orphanCheck(refilled) : ''}`;
}

/** Keeps triggers, rules and foreign keys silent until the transaction ends. */
export const quietTriggers = 'SET LOCAL session_replication_role = replica;\n';

/** The archive's table of contents, read with the names this database knows. */
async function entries(
  of: Pick<Planning, 'archive' | 'connection' | 'tools'>,
  inventory: Inventory,
  rights: Rights,
  roles: readonly string[],
): Promise<Entry[]> {
  return parseContents(
    await readContents(of.archive, of.connection, of.tools),
    [...inventory.schemas.map(({ name }) => bare(name)), ...rights.extensionSchemas],
    [...inventory.roles, ...roles],
  );
}

async function look(connection: Connection): Promise<{ inventory: Inventory; rights: Rights }> {
  const session = await connect(connection);
  try {
    return { inventory: await readInventory(session.query), rights: await readRights(session.query) };
  } finally {
    await session.close();
  }
}

/** What a transaction cannot take away, or would wait for without end. */
function refuseWhatBlocks(backup: Backup, inventory: Inventory): void {
  const blocks = [
    ...inventory.prepared.map((gid) => `the prepared transaction ${gid}`),
    ...inventory.subscriptions.map(({ name }) => `the subscription ${name}`),
  ];
  if (blocks.length > 0)
    throw new Failure('restore-blocked', { backup: backup.metadata.backup, blocks: blocks.join(', ') });
}

/** The failure that names each thing a line; a long list is cut, and says so. */
export function notAllowed(backup: Backup, role: string, problems: readonly string[]): Failure {
  return new Failure('restore-not-allowed', { backup: backup.metadata.backup, role, problems: shown(problems) });
}

/** One a line. */
export function shown(problems: readonly string[]): string {
  const more = problems.length > 20 ? [`and ${problems.length - 20} more`] : [];
  return [...problems.slice(0, 20), ...more].map((problem) => `  ${problem}`).join('\n');
}
