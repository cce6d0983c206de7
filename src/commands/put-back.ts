import type { Approval } from '../approval/types.ts';
import { appendRestore, type LoggedRestore } from '../backup/log.ts';
import { openBackup } from '../backup/open.ts';
import { holdBackup } from '../backup/reading.ts';
import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import type { Source } from '../guard/source.ts';
import type { Acted, Task } from '../guard/task.ts';
import { type Archive, readPart } from '../recovery/archive.ts';
import type { Form } from '../recovery/form.ts';
import { withoutRefreshes } from '../recovery/measure.ts';
import { restoreBackup } from '../recovery/restore.ts';
import type { Compare, Restored, RestoreProgress, RestoreResult } from '../recovery/types.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { compareFacts, compareSchemas } from '../verification/compare.ts';
import type { Proof } from '../verification/types.ts';
import { assertOverJobs, assertProven, type OverJobs, restoreOver } from './over-jobs.ts';
import { openWhole } from './whole-backup.ts';

/** How the local stack is made to run, before something is put back into it. */
export interface StackMaker {
  /** Else only where it does not run. */
  readonly always: boolean;
  /** Throws where its programs could not put this backup back: nothing is stopped for it then. */
  readonly fits: (backup: Backup) => void;
  readonly make: () => Promise<Source>;
}

/**
 * The action of restore and undo: puts a backup back, or what `form` names of it, says what was measured afterwards, and logs
 * it in backup_log.md. Before anything else the backup is read through: nobody is asked about one that is damaged. `stack`
 * makes the local stack anew before, always or where there is none, and gives its database. Retention leaves the backup alone
 * from now to the end of this process. `over`: over several connections, where the present state was proven; a damaged one
 * must not be lost to a restore that fails. Failures: backup-missing, held-by-another-guard.
 */
export async function putBack(
  backup: Backup,
  commit: string | null,
  form: Form = { kind: 'whole' },
  stack: StackMaker | null = null,
  over: OverJobs | null = null,
): Promise<Pick<Task, 'act' | 'assertPossible'>> {
  await holdBackup(backup);
  let archive: Archive | null = null;
  const assertPossible = async (source: Source, proof: Proof | null) => {
    if (over) await assertOverJobs(source, proof);
    if (proof !== null) return;
    archive = await openWhole(backup).catch(async (error: Error) => {
      await log(backup, { reason: 'none was asked for', commit, at: new Date(), failed: error.message });
      throw error;
    });
  };
  const act = async (approval: Approval, given: Source | null): Promise<Acted> => {
    if (over) assertProven(approval.proof);
    // The connection would not outlive its server.
    const make = stack && (stack.always || !given || given.copy) ? stack.make : null;
    if (make) stack?.fits(backup);
    if (make) await given?.session.close();
    const source = make ? await make() : given;
    if (!source) throw new Failure('restore-unreachable', { backup: backup.metadata.backup });
    const told = { reason: approval.reason, commit };
    try {
      const before = form.kind === 'whole' ? null : await nowAsBackedUp(approval);
      const result = await put({ approval, backup, archive, form, source, before, over });
      await log(backup, { ...told, at: new Date(), failed: null });
      printLines([{ text: resultWords(result, form), tone: 'good' }]);
      return { status: 0, signal: null, seconds: result.seconds, changed: true };
    } catch (error) {
      await log(backup, { ...told, at: new Date(), failed: (error as Error).message });
      throw error;
    } finally {
      if (make) await source.session.close();
    }
  };
  return { act, assertPossible };
}

/** What was done is done: a log that cannot be written is said, and changes nothing. */
async function log(backup: Backup, restore: LoggedRestore): Promise<void> {
  await appendRestore(backup, restore).catch((error: Error) =>
    printLines([{ text: `permahub: ${error.message}`, tone: 'danger' }]),
  );
}

async function put(of: {
  readonly approval: Approval;
  readonly backup: Backup;
  readonly archive: Archive | null;
  readonly form: Form;
  readonly source: Source;
  readonly before: Restored | null;
  readonly over: OverJobs | null;
}): Promise<RestoreResult> {
  const { source, over, ...rest } = of;
  const [row] = await source.session.query<{ pid: number }>('select pg_backend_pid() as pid');
  return withProgress(`Restoring ${of.backup.metadata.backup}`, async (report) => {
    const opened = await openBackup(of.backup);
    const input = {
      ...rest,
      backup: opened.backup,
      connection: source.connection,
      tools: source.tools,
      keepSessions: row ? [row.pid] : [],
      compare: comparison,
      // Only refilling counts; what it came to stands on while all of it is compared.
      onProgress: ({ step, bytes }: RestoreProgress) => report({ words: step, ...(bytes > 0 ? { bytes } : {}) }),
    };
    try {
      return await (over ? restoreOver(input, source, over) : restoreBackup(input));
    } finally {
      await opened.close();
    }
  });
}

/** Every difference, in words. */
export const comparison: Compare = (expected, found) => [
  ...compareFacts(expected.facts, found.facts).map(({ words }) => words),
  ...compareSchemas(expected.schema, found.schema),
];

/** What the database holds now, as the backup made just before has it; null when there is none. */
export async function nowAsBackedUp({ proof }: Approval): Promise<Restored | null> {
  if (proof.kind !== 'restored') return null;
  const schema = withoutRefreshes(await readPart(proof.backup, 'schema'));
  return { facts: proof.backup.metadata.facts, schema };
}

function resultWords(result: RestoreResult, form: Form): string {
  const parts = [counted(result.tables, 'table'), counted(result.rows, 'row'), counted(result.sequences, 'sequence')];
  const of = form.kind === 'schema' ? `the structure of ${result.backup}` : result.backup;
  const rest =
    result.untouched === null ? '' : ` What was left alone is as it was: ${counted(result.untouched, 'table')}.`;
  return `permahub: restored ${of} and compared: ${parts.join(', ')} equal, row for row by checksum.${rest}`;
}
