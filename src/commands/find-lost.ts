import { findBackup, listBackups } from '../backup/list.ts';
import { openBackup } from '../backup/open.ts';
import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { chooseTools, openSource, type Source } from '../guard/source.ts';
import { connect, type Session } from '../postgres/connection.ts';
import { readTables } from '../postgres/facts.ts';
import { listTables } from '../postgres/facts-tables.ts';
import type { Connection, TableFacts, Toolset } from '../postgres/types.ts';
import { partsOf } from '../recovery/qualified.ts';
import { type Lost, searchLost } from '../recovery/rows/search.ts';
import { readShapes, type Shape } from '../recovery/rows/shape.ts';
import { restoreForRehearsal } from '../rehearsal/restore-copy.ts';
import { connectionFor } from '../target/connection.ts';
import type { Target } from '../target/types.ts';
import { withProgress } from '../terminal/progress.ts';
import type { Project } from './project.ts';

/** Missing rows, and the restored copy they lie in. */
export interface Found {
  /** The table as it is called now. */
  readonly table: string;
  readonly key: readonly string[];
  readonly backup: Backup;
  readonly lost: Lost;
  readonly copy: { readonly connection: Connection; readonly tools: Toolset };
  /** Removes the copy. */
  readonly remove: () => Promise<void>;
}

interface Finding {
  readonly project: Project;
  readonly target: Target;
  readonly table: string;
  readonly where: string | null;
  /** The backup to look into, null for the newest verified one that has rows that are missing. */
  readonly from: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Finds the newest verified backup with rows of the table that are missing now. Reads the target, and restores backups into
 * scratch servers. Failures: rows-none (69), rows-unfit (65), usage (the table, the condition); those of connecting and of scratch servers.
 */
export async function findLost(of: Finding): Promise<Found> {
  const { project, target, env } = of;
  const { settings, surroundings } = project;
  const source = await openSource({ connection: connectionFor(target, surroundings), target, settings, env });
  try {
    const query = (sql: string) => source.session.query<Record<string, unknown>>(sql);
    const now = await readShapes(query);
    const shape = named(of.table, now);
    const facts = await factsOf(source.session, shape);
    const looked: string[] = [];
    for (const backup of await candidates(of)) {
      looked.push(backup.metadata.backup);
      if (sameRows(backup, facts)) continue;
      const found = await lookInto({ ...of, source, backup, now, shape });
      if (found) return found;
    }
    const where = of.where === null ? '' : ` with (${of.where})`;
    throw new Failure('rows-none', {
      ...{ target: target.label, table: shape.name, where },
      looked: looked.join(', ') || 'no backup, for there is none',
    });
  } finally {
    await source.session.close();
  }
}

async function candidates({ project, target, from }: Finding): Promise<readonly Backup[]> {
  const { directory, archive } = project.settings.backups;
  if (from === null) {
    const { backups } = await listBackups(directory, archive);
    return backups.filter(({ metadata }) => metadata.target.key === target.key && metadata.proof !== null);
  }
  const backup = await findBackup(directory, from, archive);
  const { metadata } = backup;
  if (metadata.target.key !== target.key)
    throw new Failure('restore-elsewhere', {
      backup: metadata.backup,
      of: metadata.target.label,
      target: target.label,
    });
  return [backup];
}

/** The table of that name, or of that last part of a name where only one has it. */
function named(word: string, shapes: ReadonlyMap<string, Shape>): Shape {
  const plain = (name: string) => `${partsOf(name).schema}.${partsOf(name).name}`;
  const names = [...shapes.keys()];
  const exact = names.filter((name) => name === word || plain(name) === word);
  const found =
    exact.length > 0
      ? exact
      : names.filter((name) => partsOf(name).name === partsOf(word).name && !partsOf(word).schema);
  const usage = (problem: string) => new Failure('usage', { problem, verb: 'recover rows' });
  if (found.length > 1) throw usage(`${word} may be ${found.join(' or ')}: say which`);
  const shape = shapes.get(found[0] ?? '');
  if (!shape) throw usage(`There is no table ${word} now; \`permahub restore --table ${word}\` makes one again`);
  return shape;
}

async function factsOf(session: Session, { leaves }: Shape): Promise<readonly TableFacts[]> {
  return readTables(
    [session],
    (await listTables(session)).filter(({ name }) => leaves.includes(name)),
  );
}

/** Whether the backup holds exactly the rows that are there: then none is missing. */
function sameRows({ metadata }: Backup, facts: readonly TableFacts[]): boolean {
  const past = new Map(metadata.facts.tables.map((table) => [table.name, table]));
  return facts.every(({ name, rows, checksum, method }) => {
    const table = past.get(name);
    return table?.rows === rows && table.checksum === checksum && table.method === method;
  });
}

interface Looking extends Finding {
  readonly source: Source;
  readonly backup: Backup;
  readonly now: ReadonlyMap<string, Shape>;
  readonly shape: Shape;
}

/** Restores one backup and looks; null, with nothing left behind, when nothing is missing that it has. */
async function lookInto(of: Looking): Promise<Found | null> {
  const { source, backup, now, shape, signal } = of;
  return withProgress(`Looking into ${backup.metadata.backup}`, async (report) => {
    report({ words: 'restoring it into a scratch server' });
    const opened = await openBackup(backup);
    const { scratch, copy: connection } = await restoreForRehearsal({
      backup: opened.backup,
      scratch: await scratchFor(of),
      signal,
    }).finally(opened.close);
    let keep = false;
    const copy = await connect(connection);
    try {
      report({ words: 'comparing by key' });
      const past = await readShapes((sql) => copy.query<Record<string, unknown>>(sql));
      if (!past.has(shape.name) && of.from === null) return null;
      const lost = await searchLost({ live: source.session, copy, now, past, table: shape.name, where: of.where });
      if (!lost) return null;
      keep = true;
      const key = lost.tables.find(({ set }) => set.shape.name === shape.name)?.set.mapping.key ?? [];
      return {
        ...{ table: shape.name, key, backup, lost },
        copy: { connection, tools: scratch.tools },
        remove: scratch.remove,
      };
    } finally {
      await copy.close();
      if (!keep) await scratch.remove();
    }
  });
}

/** A scratch server that reads the backup's programs: its own major, which may not be the target's any more. */
async function scratchFor({ source, backup, project, target, env }: Looking): Promise<Source['scratch']> {
  const major = Math.floor(backup.metadata.identity.serverVersion / 10_000);
  if (major === Math.floor(source.identity.serverVersion / 10_000)) return source.scratch;
  const { settings } = project;
  const { projectId, isLocalStack } = target;
  return (await chooseTools({ ...{ container: null, projectId, isLocalStack, settings, env, major }, source: null }))
    .scratch;
}
