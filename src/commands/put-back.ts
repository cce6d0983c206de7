import { appendRestore, type LoggedRestore } from '../backup/log.ts';
import { openBackup } from '../backup/open.ts';
import { holdBackup } from '../backup/reading.ts';
import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import type { Acted, Task } from '../guard/task.ts';
import { restoreBackup } from '../recovery/restore.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { compareFacts, compareSchemas } from '../verification/compare.ts';

/**
 * The action of restore and undo: puts a backup back, says what was measured afterwards, and logs it in backup_log.md.
 * Retention leaves the backup alone from now to the end of this process. Failures: backup-missing, held-by-another-guard.
 */
export async function putBack(backup: Backup, commit: string | null): Promise<Task['act']> {
  await holdBackup(backup);
  return async (approval, source): Promise<Acted> => {
    if (!source) throw new Failure('restore-unreachable', { backup: backup.metadata.backup });
    const [row] = await source.session.query<{ pid: number }>('select pg_backend_pid() as pid');
    const result = await withProgress(`Restoring ${backup.metadata.backup}`, async (report) => {
      const opened = await openBackup(backup);
      try {
        return await restoreBackup({
          approval,
          backup: opened.backup,
          connection: source.connection,
          tools: source.tools,
          keepSessions: row ? [row.pid] : [],
          compare: (expected, found) => [
            ...compareFacts(expected.facts, found.facts).map(({ words }) => words),
            ...compareSchemas(expected.schema, found.schema),
          ],
          onProgress: ({ step, bytes }) => report({ words: step, bytes }),
        });
      } finally {
        await opened.close();
      }
    }).catch(async (error: Error) => {
      await log(backup, { at: new Date(), reason: approval.reason, commit, failed: error.message });
      throw error;
    });
    await log(backup, { at: new Date(), reason: approval.reason, commit, failed: null });
    const parts = [counted(result.tables, 'table'), counted(result.rows, 'row'), counted(result.sequences, 'sequence')];
    const text = `permahub: restored ${backup.metadata.backup} and compared: ${parts.join(', ')} equal, row for row by checksum.`;
    printLines([{ text, tone: 'good' }]);
    return { status: 0, signal: null, seconds: result.seconds, changed: true };
  };
}

/** What was done is done: a log that cannot be written is said, and changes nothing. */
async function log(backup: Backup, restore: LoggedRestore): Promise<void> {
  await appendRestore(backup, restore).catch((error: Error) =>
    printLines([{ text: `permahub: ${error.message}`, tone: 'danger' }]),
  );
}
