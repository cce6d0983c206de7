import type { Journal } from '../journal/journal.ts';
import { lastMigrationFailure, migrationFailuresFile } from '../journal/migration-failures.ts';
import type { OpenIntent } from '../journal/types.ts';
import type { Task } from './task.ts';

/** What earlier runs left for whoever is asked now: runs that never ended, and a failed migration nobody has mended. */
export function earlierRuns(task: Task, journal: Journal): string[] {
  return [...failedMigration(task, journal), ...journal.openIntents().map(openIntentWords)];
}

function openIntentWords({ at, facts }: OpenIntent): string {
  return `An earlier run (${String(facts.shown ?? facts.command)}, ${at}) was approved and has no outcome: it died, or it is still running.`;
}

/** "After a failed migration: do not reset." A log that cannot be read is said, and stops nothing. */
function failedMigration({ classification, target }: Task, journal: Journal): string[] {
  if (classification.kind !== 'empties' || target.projectFolder === null) return [];
  try {
    const { projectFolder, key } = target;
    const failed = lastMigrationFailure({ projectFolder, target: key, journal: journal.lines(), now: new Date() });
    if (!failed) return [];
    const { at, migration, error } = failed;
    return [
      `A migration failed here at ${at} (${migration}: ${error}) and none has succeeded since. Do not reset for that: mend the file and push again, or go back with permahub undo.`,
    ];
  } catch (error) {
    return [`${migrationFailuresFile} could not be read: ${(error as Error).message}`];
  }
}
