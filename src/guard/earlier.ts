import type { Journal } from '../journal/journal.ts';
import type { OpenIntent } from '../journal/types.ts';
import { failureNotes } from './failure-note.ts';
import type { Task } from './task.ts';

/** What earlier runs left for whoever is asked now: runs that never ended, and a failed migration nobody has mended. */
export function earlierRuns(task: Task, journal: Journal): string[] {
  return [...failureNotes(task, journal.lines(), new Date()), ...journal.openIntents().map(openIntentWords)];
}

function openIntentWords({ at, facts }: OpenIntent): string {
  return `An earlier run (${String(facts.shown ?? facts.command)}, ${at}) was approved and has no outcome: it died, or it is still running.`;
}
