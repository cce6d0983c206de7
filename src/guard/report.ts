import type { MigrationOutcome } from '../action/migration-outcome.ts';
import { ownWayBack } from '../approval/way-back.ts';
import type { GuardLog } from '../journal/guard-log.ts';
import type { Journal } from '../journal/journal.ts';
import type { Intent } from '../journal/types.ts';
import type { SqlSource } from '../target/sql/types.ts';
import { afterScreen } from '../terminal/after.ts';
import { nothingWent } from '../terminal/removed.ts';
import { printLines } from '../terminal/style.ts';
import { asRehearsed } from './as-rehearsed.ts';
import { migrationsAfter, writeDown } from './failed-migration.ts';
import type { Held } from './hold.ts';
import { appliedFacts } from './journal-facts.ts';
import { measureAfter, schemaBefore } from './measure-after.ts';
import { measureRemoval } from './measure-removal.ts';
import { migrates } from './migrates.ts';
import { postMigrationBackup } from './post-migration.ts';
import { reopen } from './reopen.ts';
import type { Ready } from './settle.ts';
import type { Acted, Task } from './task.ts';
import { passTripwire } from './tripwire.ts';

/** Failures that say the target is as it was; of any other nobody knows. Undo passes such runs over. */
const untouched: ReadonlySet<string> = new Set([
  'restore-failed',
  'restore-too-large',
  'restore-blocked',
  'restore-jobs-not-here',
  'restore-stopped',
  'restore-not-allowed',
  'restore-backup-damaged',
  'restore-unreachable',
  'rows-failed',
  'restore-tables-differ',
  'stack-not-restarted',
  'cli-not-started',
  'tripwire-no-ticket',
]);

/** Acts, measures what is there afterwards, journals the outcome and shows both. Whatever the action threw is thrown on. */
export async function report(of: {
  readonly task: Task;
  readonly held: Held;
  readonly ready: Ready;
  readonly journal: Journal;
  readonly intent: Intent;
  readonly log: GuardLog;
}): Promise<Acted> {
  const { task, held, ready, journal, intent, log } = of;
  const started = performance.now();
  const before = await schemaBefore(held, task.command);
  const acted = await act(task, held, ready)
    .finally(() => reopen({ held, ready, log, mayBeGone: task.target.isLocalStack }))
    .catch(async (error: Error) => {
      const seconds = (performance.now() - started) / 1000;
      const changed = !untouched.has(String((error as { code?: string }).code));
      await journal.outcome(intent, { status: null, signal: null, seconds, changed, error: error.message });
      throw error;
    });
  if (task.leavesData) {
    // Nothing was counted before, so nothing is compared.
    const { status, signal, seconds, changed } = acted;
    await journal.outcome(intent, { status, signal, seconds, changed });
    return acted;
  }
  const { rows, schema: after } = await measureAfter(held, task);
  const removed = await measureRemoval({ task, source: held.source, approval: ready.approval, before: held.volumes });
  const { status, signal, seconds } = acted;
  const changed = acted.changed && !(removed && nothingWent(removed));
  const password = held.source?.connection.password ?? null;
  const migrations = migrationsAfter({ task, ready, outcome: acted, password, before, after });
  const compared = asRehearsed({ impact: ready.approval.impact, outcome: acted, rows, before, after });
  const counted = 'is' in rows ? { rows: rows.is, why: null } : { rows: null, why: rows.why };
  const notes = writeDown(task, ready, acted, migrations);
  await journal.outcome(intent, {
    ...{ status, signal, seconds, changed },
    rows: counted.rows && Object.fromEntries(counted.rows.map((table) => [table.name, table.rows])),
    uncounted: counted.why,
    ...(migrations ? { migrations } : {}),
    ...(removed ? { volumesGone: removed.gone, volumesLeft: removed.left } : {}),
    ...appliedFacts(task, acted, migrations),
    ...(compared.rows || compared.ended ? { asRehearsed: compared } : {}),
  });
  log.say(`outcome: status ${status}, signal ${signal}, ${seconds.toFixed(1)} s`);
  printLines(
    afterScreen({
      ...{ command: task.shown, status, signal, seconds, migrations, notes },
      ...{ before: ready.tables, after: counted.rows, uncounted: counted.why },
      ...{ endedOtherwise: compared.ended, rows: compared.rows, schema: compared.schema },
      ...{
        undo: changed ? ownWayBack({ target: task.target, proof: ready.proof }) : null,
        backup: ready.backup,
        removed,
      },
    }),
  );
  const ran = task.sql?.meaning?.what;
  const nothingPending = ran?.extent === 'exact' && ran.sources.length === 0;
  if (migrates(task.command) && status === 0 && !nothingPending) {
    const applied = appliedSources(task, migrations);
    await postMigrationBackup({ task, held, applied, journal, intent, log });
  }
  const unlogged = log.problem();
  if (unlogged) printLines([{ text: `permahub: ${unlogged}`, tone: 'danger' }]);
  return acted;
}

/** The action: our copies of volumes are let go, and a target's tripwire is passed. What fails here is journalled. */
async function act(task: Task, held: Held, ready: Ready): Promise<Acted> {
  await letGoOfVolumes(held);
  const passage = await passTripwire(held, task);
  return task.act(ready.approval, held.source, task.sql?.meaning ?? null).finally(() => passage?.end());
}

/** A volume that is mounted, read-only even, could not be removed. */
async function letGoOfVolumes(held: Held): Promise<void> {
  const beside = held.others.map((other) => other.held.source);
  for (const source of beside) await source?.session.close();
  if (held.source?.copy) await held.source.session.close();
  for (const source of [...beside, held.source]) await source?.copy?.remove();
}

function appliedSources({ sql }: Task, migrations: MigrationOutcome | null): readonly SqlSource[] {
  const applied = migrations?.applied ?? [];
  return (sql?.meaning?.what.sources ?? []).filter(({ file }) => applied.includes(file));
}
