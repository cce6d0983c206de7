import { preMigrationName } from '../backup/migration-names.ts';
import type { Task } from './task.ts';

/** What guarded runs call their backups. */
const names: Readonly<Record<string, string>> = {
  'db reset': 'pre-reset',
  'migration down': 'pre-migration-down',
};

/** "pre-reset", "pre-migration-20251114_users": why the backup was made, for its file names. */
export function backupName({ command, sql }: Pick<Task, 'command' | 'sql'>): string {
  if (command === 'db push' || command === 'migration up') return preMigrationName(sql?.meaning?.what.sources ?? []);
  return names[command] ?? `pre-${command.replaceAll(' ', '-')}`;
}
