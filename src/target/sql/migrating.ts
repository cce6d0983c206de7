import { flagValue, isOn } from './flag-values.ts';
import { listMigrations } from './folder.ts';
import { type Gathering, gathering } from './gathering.ts';
import { inOrder, type MigrationFile, pendingMigrations, upTo, versionBeforeLast } from './migrations.ts';
import { readPlan } from './project.ts';
import type { WhatRuns } from './types.ts';
import type { AskedOf } from './what-runs.ts';

const noSeedsYet: ReadonlyMap<string, string> = new Map();

/** `db push`: roles.sql, pending migrations, seeds the database does not know, as flags and configuration ask for them. */
export function ofPush(of: AskedOf): WhatRuns {
  const { invocation, history } = of;
  const plan = readPlan(of);
  const folder = listMigrations(of.surroundings.workdir);
  const gathered = gathering(of.surroundings.workdir, [...plan.faults, ...folder.faults]);
  const pending = plan.migrations ? pendingOf(of, folder.files) : [];
  if (typeof pending === 'string') return gathered.stops(pending);
  if (isOn(invocation, 'include-roles')) gathered.roles();
  gathered.migrations(pending);
  if (isOn(invocation, 'include-seed') && plan.seeds) gathered.seeds(plan.seedPaths, history?.seeds ?? noSeedsYet);
  return gathered.runs(history === null ? 'all' : 'exact');
}

/** `migration up`: pending migrations, even where the configuration switches them off; no seeds [ran both]. */
export function ofUp(of: AskedOf): WhatRuns {
  const plan = readPlan(of);
  const folder = listMigrations(of.surroundings.workdir);
  const gathered = gathering(of.surroundings.workdir, [...plan.faults, ...folder.faults]);
  const pending = pendingOf(of, folder.files);
  if (typeof pending === 'string') return gathered.stops(pending);
  gathered.migrations(pending);
  return gathered.runs(of.history === null ? 'all' : 'exact');
}

/** `migration down --last N`: everything is dropped, then the files up to the last version that stays, then all seeds. */
export function ofDown(of: AskedOf): WhatRuns {
  const { value, faults } = flagValue(of.invocation, 'last');
  const plan = readPlan(of);
  const folder = listMigrations(of.surroundings.workdir);
  const last = number(value ?? '1');
  const gathered = gathering(of.surroundings.workdir, [
    ...plan.faults,
    ...folder.faults,
    ...faults,
    ...(last === null ? [notANumber(value)] : []),
  ]);
  if (last === 0) return gathered.stops('--last must be greater than 0');
  const applied = of.history?.versions;
  if (applied === undefined || last === null) return replay(gathered, plan, inOrder(folder.files), 'all');
  const version = applied[applied.length - last - 1];
  if (version === undefined)
    return gathered.stops(`--last must be smaller than the number of applied migrations, ${applied.length}`);
  return replay(gathered, plan, upTo(folder.files, version), 'exact');
}

/** `db reset`: on the local stack roles.sql, then all migrations or those up to --version or before --last, then all seeds. */
export function ofReset(of: AskedOf): WhatRuns {
  const { invocation, surroundings, target } = of;
  const version = flagValue(invocation, 'version');
  const last = flagValue(invocation, 'last');
  const plan = readPlan(of);
  const folder = listMigrations(surroundings.workdir);
  const skipped = last.value === null ? 0 : number(last.value);
  const whole = !version.value && !skipped;
  const gathered = gathering(surroundings.workdir, [
    ...plan.faults,
    ...folder.faults,
    ...version.faults,
    ...last.faults,
    ...(skipped === null ? [notANumber(last.value)] : []),
    ...(whole && plan.experimental
      ? ['with --experimental the files of schema_paths may run instead of migrations']
      : []),
  ]);
  if (version.value !== null && last.value !== null) return gathered.stops('--version and --last exclude each other');
  if (version.value && !folder.names.some((name) => name.startsWith(`${version.value}_`) && name.endsWith('.sql')))
    return gathered.stops(`no file supabase/migrations/${version.value}_*.sql is there`);
  const until = version.value || versionBeforeLast(folder.files, skipped ?? 0);
  if (target.isLocalStack) gathered.roles();
  return replay(gathered, plan, upTo(folder.files, until), 'exact');
}

/** What runs on the emptied database, whose seeds are all forgotten. */
function replay(
  gathered: Gathering,
  plan: ReturnType<typeof readPlan>,
  files: readonly MigrationFile[],
  extent: WhatRuns['extent'],
): WhatRuns {
  if (plan.migrations) gathered.migrations(files);
  if (plan.seeds) gathered.seeds(plan.seedPaths, noSeedsYet);
  return gathered.runs(extent);
}

/** The pending files; all of them where nobody asked the database; why the CLI would stop as text. */
function pendingOf(
  { invocation, history }: AskedOf,
  files: readonly MigrationFile[],
): readonly MigrationFile[] | string {
  if (history === null) return inOrder(files);
  const pending = pendingMigrations(files, history.versions, { includeAll: isOn(invocation, 'include-all') });
  if (pending.kind === 'pending') return pending.files;
  if (pending.kind === 'missing-locally')
    return `the database has migrations that supabase/migrations lacks: ${pending.versions.join(', ')}`;
  const names = pending.files.map(({ name }) => name).join(', ');
  return `files stand before the last applied migration and need --include-all: ${names}`;
}

function number(text: string): number | null {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : null;
}

function notANumber(value: string | null): string {
  return `--last ${value} is not a whole number`;
}
