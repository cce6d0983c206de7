import type { Held } from './hold.ts';
import type { Task } from './task.ts';

/**
 * The task in the environment the database itself names: a marker makes it stricter, never laxer (a tunnel on the local
 * stack's port to a marked production database is production). A marker of another database is a copy's, and is said.
 */
export function inItsEnvironment(task: Task, { source }: Held): Task {
  const marker = source?.marker ?? null;
  if (!source || marker === null) return task;
  const { target } = task;
  const { systemIdentifier, databaseOid } = source.identity;
  const copy = marker.systemIdentifier !== systemIdentifier || marker.databaseOid !== databaseOid;
  const noted = (note: string) => [...target.notes, note];
  if (copy)
    return task.onTarget({
      ...target,
      notes: noted(`It carries the ${marker.environment} marker of another database: this is a copy of that one`),
    });
  const stricter = marker.environment === 'production' || target.environment === 'local';
  if (!stricter || target.environment === marker.environment) return task;
  const { environment } = marker;
  return task.onTarget({ ...target, environment, notes: noted(`The database itself is marked ${environment}`) });
}
