import { readHistory } from '../postgres/migration-history.ts';
import type { Held } from './hold.ts';
import type { Task } from './task.ts';

/**
 * The task as it is once the database said which migrations are pending: what it would run, what that means, what it
 * needs; files are read anew. A command that runs no SQL stays as it is, and standard input can be read only once.
 */
export async function readExactly(task: Task, { source }: Held): Promise<Task> {
  if (task.sql === null || !source || task.sql.meaning?.what.stdin) return task;
  const meaning = await task.sql.read(await readHistory(source.session));
  const { classification, decision, ifDestructive, word } = meaning;
  return { ...task, classification, decision, ifDestructive, word, sql: { ...task.sql, meaning } };
}
