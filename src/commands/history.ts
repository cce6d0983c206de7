import { filterBackups } from '../backup/filter.ts';
import { isTable, rowHistory, type TableHistory } from '../backup/history.ts';
import { listBackups } from '../backup/list.ts';
import type { Backup } from '../backup/types.ts';
import { targetTemplate } from '../duties/target-argument.ts';
import { quoted } from '../duties/timers/shell.ts';
import { Failure } from '../failures.ts';
import { drawsBlocks, sparkline } from '../terminal/sparkline.ts';
import { count, counted, moment } from '../terminal/words.ts';
import { hanging, indented, widthOf } from '../terminal/wrap.ts';
import { sayNoBackups } from './no-backups.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';

/** `permahub history [TABLE]`: row counts over time, from the metadata of the backups; nothing is connected to. */
export async function history(options: {
  readonly table: string | null;
  readonly target: string | null;
  readonly json: boolean;
}): Promise<number> {
  const { settings } = await openProject();
  const { directory, archive } = settings.backups;
  const { backups } = await listBackups(directory, archive);
  const targets = byTarget(backups, options.target).map(({ of, tables }) => ({
    of,
    tables: tables.filter(({ table }) => options.table === null || isTable(table, options.table)),
  }));
  if (options.table !== null && targets.every(({ tables }) => tables.length === 0))
    throw new Failure('table-not-backed-up', { table: options.table, directory });
  if (options.json) {
    const found = targets.map(({ of: [first], tables }) => ({
      key: first.metadata.target.key,
      label: first.metadata.target.label,
      environment: first.metadata.target.environment,
      tables,
    }));
    printJson({ schema: 1, directory, targets: found });
    return 0;
  }
  if (targets.length === 0) sayNoBackups(directory);
  const lines = targets.map(({ of, tables }) => screen(of, tables, drawsBlocks(process.env)));
  const width = widthOf(process.stdout);
  const shown = lines.join('\n').split('\n');
  process.stdout.write(shown.flatMap((line) => hanging(line, width)).join('\n'));
  return 0;
}

type Some = readonly [Backup, ...Backup[]];

/** The backups of every target with what their tables held, or of the one that is asked for. */
export function byTarget(
  backups: readonly Backup[],
  target: string | null,
): { readonly of: Some; readonly tables: readonly TableHistory[] }[] {
  const any = { environment: null, since: null, until: null, verified: false, named: null, limit: null };
  const groups = new Map<string, Backup[]>();
  for (const backup of filterBackups(backups, { ...any, target })) {
    const { key } = backup.metadata.target;
    groups.set(key, [...(groups.get(key) ?? []), backup]);
  }
  return [...groups.values()].map((of) => ({
    of: of as unknown as Some,
    tables: rowHistory(of.map(({ metadata }) => metadata)),
  }));
}

/** Columns of a sparkline at most: the newest backups. */
const longest = 30;

/** One target as people read it. */
export function screen(of: Some, tables: readonly TableHistory[], asBlocks: boolean): string {
  const [newest] = of;
  const oldest = of.at(-1) as Backup;
  const { label, environment } = newest.metadata.target;
  const name = label === environment ? label : `${label} (${environment})`;
  const span = `${moment(oldest.metadata.startedAt)} to ${moment(newest.metadata.startedAt)}`;
  const held = tables.filter(({ points }) => points.some(({ rows }) => rows));
  const width = Math.min(36, Math.max(0, ...held.map(({ table }) => table.length)));
  const shown = Math.min(longest, of.length);
  const lines = held.flatMap(({ table, points, biggestFall }) => {
    const last = points.slice(-longest).map(({ rows }) => rows);
    const now = last.at(-1) ?? null;
    const line = `  ${table.padEnd(width)}  ${sparkline(last, asBlocks).padEnd(shown)}  ${now === null ? 'gone' : count(now)}`;
    if (!biggestFall) return [line];
    const { before, after } = biggestFall;
    const to = after.rows === null ? 'gone' : count(after.rows);
    const words = `${count(before.rows ?? 0)} -> ${to} between ${before.backup} and ${after.backup}`;
    return [line, ...indented(words, 4)];
  });
  const empty = tables.length - held.length;
  return [
    `${name}: ${counted(of.length, 'backup')}, ${span}`,
    ...lines,
    ...wayBack(newest, held),
    ...(empty > 0 ? [`  ${counted(empty, 'table')} never held a row.`] : []),
    ...(of.length > longest ? [`  The lines show the newest ${longest} backups.`] : []),
    '',
  ].join('\n');
}

/** How what fell most comes back, in case it should not have. */
function wayBack({ metadata: { target } }: Backup, tables: readonly TableHistory[]): string[] {
  const fallen = tables.flatMap(({ table, points, biggestFall }) =>
    biggestFall ? [{ table, fall: biggestFall, there: points.at(-1)?.rows !== null }] : [],
  );
  const [most] = fallen.sort((a, b) => b.fall.lost - a.fall.lost);
  if (!most) return [];
  const argument = targetTemplate(target);
  const of = argument === 'local' ? '' : ` --target ${quoted(argument)}`;
  const table = quoted(most.table);
  const way = most.there
    ? `permahub recover rows ${table}${of}`
    : `permahub restore ${most.fall.before.backup} --table ${table}${of}`;
  return ['  Rows that should still be there come back with', `    ${way}`];
}
