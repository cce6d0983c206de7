import type { Backup } from '../backup/types.ts';
import { openSource } from '../guard/source.ts';
import { countRows } from '../postgres/row-counts.ts';
import { connectionFor } from '../target/connection.ts';
import { shortened } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';
import { count } from '../terminal/words.ts';
import { targetOfRun } from './target.ts';

/** Rows of one table as the backup holds them and as the database has them now; null where there is no such table. */
export interface Compared {
  readonly name: string;
  readonly backup: number | null;
  readonly now: number | null;
}

/** Counts the rows of the database the backup was made of. Failures: target-unresolved, those of connecting. */
export async function againstSource({ metadata }: Backup): Promise<readonly Compared[]> {
  const { project, target } = await targetOfRun(metadata.target);
  const { settings, surroundings } = project;
  const source = await openSource({
    connection: connectionFor(target, surroundings),
    target,
    settings,
    env: process.env,
  });
  try {
    const now = new Map((await countRows(source.session)).map(({ name, rows }) => [name, rows]));
    const then = new Map(
      metadata.facts.tables.filter(({ kind }) => kind === 'table').map(({ name, rows }) => [name, rows]),
    );
    const names = [...new Set([...then.keys(), ...now.keys()])].sort();
    return names.map((name) => ({ name, backup: then.get(name) ?? null, now: now.get(name) ?? null }));
  } finally {
    await source.session.close();
  }
}

/** The same as a table of at most 80 columns; a difference is what happened since, no failure. Pure. */
export function comparedLines(tables: readonly Compared[]): Line[] {
  const names = tables.map(({ name }) => shortened(name, 36));
  const width = Math.max(5, ...names.map((name) => name.length));
  const columns = (name: string, then: string, now: string, change: string) =>
    `  ${name.padEnd(width)}  ${then.padStart(11)}  ${now.padStart(11)}  ${change}`.trimEnd();
  const differ = tables.filter(({ backup, now }) => backup !== now).length;
  return [
    { text: columns('table', 'backup', 'now', 'since'), tone: 'title' },
    ...tables.map(({ backup, now }, at) => ({
      text: columns(names[at] as string, rows(backup), rows(now), change(backup, now)),
      tone: backup === now ? ('plain' as const) : ('danger' as const),
    })),
    {
      text:
        differ === 0
          ? '  Every table has as many rows as in the backup.'
          : `  ${differ} of ${tables.length} tables differ: what was written since the backup.`,
      tone: 'plain',
    },
  ];
}

const rows = (value: number | null) => (value === null ? 'no table' : count(value));

function change(then: number | null, now: number | null): string {
  if (then === now) return '';
  if (now === null) return 'GONE';
  if (then === null) return 'new';
  return `${now > then ? '+' : '-'}${count(Math.abs(now - then))}`;
}
