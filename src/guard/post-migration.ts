import { postMigrationName } from '../backup/migration-names.ts';
import type { Backup } from '../backup/types.ts';
import type { GuardLog } from '../journal/guard-log.ts';
import type { Journal } from '../journal/journal.ts';
import type { Intent } from '../journal/types.ts';
import type { SqlSource } from '../target/sql/types.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import type { Held } from './hold.ts';
import { untilInterrupted } from './interrupt.ts';
import { startProvenBackup } from './proven-backup.ts';
import type { Task } from './task.ts';
import { pushAfterBackup } from './vault.ts';

/**
 * A proven backup of what a push or up that went well left behind: on production always, elsewhere where the settings ask
 * for it. It is said and journalled; when it fails that is said and journalled too, and the outcome stays what it was.
 */
export async function postMigrationBackup(of: {
  readonly task: Task;
  readonly held: Held;
  /** What was applied, in its order. */
  readonly applied: readonly Pick<SqlSource, 'file' | 'kind'>[];
  readonly journal: Journal;
  readonly intent: Intent;
  readonly log: GuardLog;
}): Promise<void> {
  const { task, held, journal, intent, log } = of;
  if (!task.settings.backups.afterMigration && task.target.environment !== 'production') return;
  try {
    const made = await backUp(task, held, postMigrationName(of.applied));
    const { backup } = made.metadata;
    say(`The database as it is now is backed up and proven: ${backup}.`, 'good');
    log.say(`backup after the migration: ${backup}`);
    await journal.note(intent, { postMigrationBackup: backup });
    await pushAfterBackup(made, task.settings, task.place.env);
  } catch (error) {
    const problem = wordsOf(error as Error & { readonly code?: unknown });
    say(`There is no backup after this migration: ${problem} Make one with \`permahub backup\`.`, 'danger');
    log.say(`no backup after the migration: ${problem}`);
    await journal.note(intent, { postMigrationBackup: null, problem }).catch((unwritten: Error) => {
      say(unwritten.message, 'danger');
    });
  }
}

async function backUp(task: Task, held: Held, name: string): Promise<Backup> {
  const { source } = held;
  const { target, settings, git, place } = task;
  if (!source) throw new Error('there is no database to reach.');
  return untilInterrupted((signal) =>
    withProgress('Backing up after the migration', async (report) => {
      const running = await startProvenBackup({
        ...{ source, target, settings, git, signal, name },
        env: place.env,
        why: `after ${task.shown}`,
        onProgress: report,
      });
      held.running.push(running.published);
      return (await running.published).backup;
    }),
  );
}

/** An interruption's own words are about commands that were not forwarded; this one was. */
function wordsOf({ code, message }: Error & { readonly code?: unknown }): string {
  return code === 'interrupted' ? 'it was stopped.' : message;
}

function say(text: string, tone: 'good' | 'danger'): void {
  printLines([{ text: `permahub: ${text}`, tone }]);
}
