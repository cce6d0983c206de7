import type { GuardLog } from '../journal/guard-log.ts';
import type { Journal } from '../journal/journal.ts';
import type { Intent } from '../journal/types.ts';
import { connect } from '../postgres/connection.ts';
import { countRows, type TableCount } from '../postgres/row-counts.ts';
import { afterScreen } from '../terminal/after.ts';
import { printLines } from '../terminal/style.ts';
import type { Held } from './hold.ts';
import { reopen } from './reopen.ts';
import type { Ready } from './settle.ts';
import type { Acted, Task } from './task.ts';

/** Failures that say the target is as it was; of any other nobody knows. Undo passes such runs over. */
const untouched: ReadonlySet<string> = new Set([
  'restore-failed',
  'restore-too-large',
  'restore-blocked',
  'restore-not-allowed',
  'restore-backup-damaged',
  'restore-unreachable',
  'cli-not-started',
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
  const acted = await task
    .act(ready.approval, held.source, task.sql?.meaning ?? null)
    .finally(() => reopen({ held, ready, log, mayBeGone: task.target.isLocalStack }))
    .catch(async (error: Error) => {
      const seconds = (performance.now() - started) / 1000;
      const changed = !untouched.has(String((error as { code?: string }).code));
      await journal.outcome(intent, { status: null, signal: null, seconds, changed, error: error.message });
      throw error;
    });
  const after = await countAfter(held);
  const { status, signal, seconds, changed } = acted;
  const rows = 'rows' in after ? Object.fromEntries(after.rows.map((table) => [table.name, table.rows])) : null;
  await journal.outcome(intent, {
    status,
    signal,
    seconds,
    changed,
    rows,
    uncounted: 'why' in after ? after.why : null,
  });
  log.say(`outcome: status ${status}, signal ${signal}, ${seconds.toFixed(1)} s`);
  printLines(
    afterScreen({
      command: task.shown,
      status,
      signal,
      seconds,
      before: ready.tables,
      after: 'rows' in after ? after.rows : null,
      uncounted: 'why' in after ? after.why : null,
      undo: ready.backup === null ? null : 'permahub undo',
    }),
  );
  const unlogged = log.problem();
  if (unlogged) printLines([{ text: `permahub: ${unlogged}`, tone: 'danger' }]);
  return acted;
}

/** A new connection: a reset of the local stack replaced the server the old one went to. */
async function countAfter({ source }: Held): Promise<{ rows: TableCount[] } | { why: string }> {
  if (!source) return { why: 'there was no database to reach before' };
  try {
    const session = await connect(source.connection);
    try {
      return { rows: await countRows(session) };
    } finally {
      await session.close();
    }
  } catch (error) {
    return { why: (error as Error).message };
  }
}
