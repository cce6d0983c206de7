import type { Marker } from '../postgres/marker.ts';
import type { Identity } from '../postgres/types.ts';
import type { Target } from '../target/types.ts';
import type { Held } from './hold.ts';
import type { Task } from './task.ts';

/** The task in the environment the database itself names, see `asMarked`: judged anew where that changes it. */
export function inItsEnvironment(task: Task, { source }: Held): Task {
  if (!source) return task;
  const target = asMarked(task.target, source.identity, source.marker);
  return target === task.target ? task : task.onTarget(target);
}

/**
 * The target in the environment its marker names: a marker makes it stricter, never laxer (a tunnel on the local stack's
 * port to a marked production database is production). The marker of another database is a copy's, and is said. Pure.
 */
export function asMarked(
  target: Target,
  identity: Pick<Identity, 'systemIdentifier' | 'databaseOid'>,
  marker: Marker | null,
): Target {
  if (marker === null) return target;
  const noted = (note: string) => [...target.notes, note];
  if (isCopied(marker, identity))
    return {
      ...target,
      notes: noted(
        `It carries the ${marker.environment} marker of another database: it is a copy of that one (after an upgrade of PostgreSQL, mark it anew)`,
      ),
    };
  const { environment, fault } = marker;
  const stricter = environment === 'production' || target.environment === 'local';
  const same = !stricter || target.environment === environment;
  if (fault !== null)
    return {
      ...target,
      environment,
      notes: noted(`The marker in the database cannot be read (${fault}), so it counts as production`),
    };
  return same ? target : { ...target, environment, notes: noted(`The database itself is marked ${environment}`) };
}

/** Whether the marker was written in another database than the one that carries it. Pure. */
export function isCopied(marker: Marker, identity: Pick<Identity, 'systemIdentifier' | 'databaseOid'>): boolean {
  return marker.systemIdentifier !== identity.systemIdentifier || marker.databaseOid !== identity.databaseOid;
}
