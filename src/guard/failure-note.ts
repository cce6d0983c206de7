import { lastMigrationFailure, migrationFailuresFile } from '../journal/migration-failures.ts';
import type { ChainLine } from '../journal/types.ts';
import type { Task } from './task.ts';

/**
 * What a person is reminded of before a reset: a failed migration of this target that nothing has mended since. A log that
 * cannot be read is said; it is no reason to stop.
 */
export function failureNotes(
  { command, target }: Pick<Task, 'command' | 'target'>,
  journal: readonly ChainLine[],
  now: Date,
): string[] {
  const { projectFolder, key } = target;
  if (command !== 'db reset' || projectFolder === null) return [];
  try {
    const failure = lastMigrationFailure({ projectFolder, target: key, journal, now });
    if (failure === null) return [];
    const { at, migration, error } = failure;
    return [
      `A migration failed at ${at} (${migration}: ${error}), and none has gone well since. A reset loses what is there and mends no migration: see ${migrationFailuresFile}.`,
    ];
  } catch (error) {
    return [`${migrationFailuresFile} could not be read: ${(error as Error).message}.`];
  }
}
