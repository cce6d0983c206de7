import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import { textBytes } from '../postgres/directory-archive.ts';
import { mustSeeFolders } from '../postgres/sees-folders.ts';
import type { Connection } from '../postgres/types.ts';
import { type Archive, openArchive, readPart } from './archive.ts';
import { expectedAfter } from './expected.ts';
import { measure, withoutRefreshes } from './measure.ts';
import { type Plan, planRestore } from './plan.ts';
import { passes, type Replayed, replay } from './replay.ts';
import { withoutTripwire } from './schema-text.ts';
import { endSessions } from './sessions.ts';
import type { Restored, RestoreInput, RestoreProgress, RestoreResult } from './types.ts';

/** A session that came back between ending it and locking its tables: worth trying again. */
const inTheWay = /lock timeout|deadlock detected/;
const attempts = 3;

/** The lock table is full: dropping takes about 20 locks a table, so by default some 300 tables are the most (measured). */
const noRoom = /out of shared memory/;

/**
 * Puts a backup, or the part of it that `form` names, back into a live database: one transaction empties what the dump
 * recreates and replays it, so that any error leaves the database as it was; then everything is measured: what was put back
 * against the backup, the rest against what was there. Failures: restore-backup-damaged,
 * directory-out-of-reach, restore-blocked, restore-not-allowed, restore-tables-differ (nothing touched), restore-failed and restore-too-large (rolled back), restore-differs (committed, but
 * not equal), restore-unknown; and those of connecting.
 */
export async function restoreBackup(input: RestoreInput): Promise<RestoreResult> {
  const { backup, connection, tools } = input;
  const form = input.form ?? { kind: 'whole' };
  const { metadata } = backup;
  const started = performance.now();
  const of = textBytes(metadata.parts);
  const says = (step: RestoreProgress['step'], bytes = 0) => input.onProgress?.({ step, bytes, of });

  says('checking the backup');
  const schema = withoutRefreshes(await readPart(backup, 'schema'));
  const rolesSql = await readPart(backup, 'roles');
  if ('directory' in metadata.parts) mustSeeFolders(tools);
  const archive = await openArchive(backup);
  try {
    const leaves = form.kind !== 'whole' && form.kind !== 'schema';
    const before = leaves ? (input.before ?? (await measure(connection, tools))) : null;
    const plan = await planRestore({ ...{ backup, form, archive, schema, rolesSql, before }, connection, tools });
    // A structure replaces everything, but for what this role must leave.
    const there = before ?? (form.kind === 'schema' && plan.left.size > 0 ? await beforeOf(input, plan.remove) : null);
    const { replayed, sessionsEnded } = await carryOut(input, plan, archive, says).finally(plan.remove);
    if (replayed.state === 'rolled back' && noRoom.test(replayed.problem))
      throw failed(backup, 'restore-too-large', replayed);
    if (replayed.state === 'rolled back') throw failed(backup, 'restore-failed', replayed);

    says('comparing');
    const found = await measure(connection, tools).catch((error) => {
      if (replayed.state === 'committed') throw error;
      throw failed(backup, 'restore-unknown', replayed, error);
    });
    const past = { facts: metadata.facts, schema };
    const { expected, seen, put } = expectedAfter({ form, past, before: there, found, plan });
    const [wanted = '', is = ''] = withoutTripwire([expected.schema, seen.schema]);
    const differences = input.compare({ ...expected, schema: wanted }, { ...seen, schema: is });
    if (differences.length > 0 && replayed.state === 'unknown') throw failed(backup, 'restore-unknown', replayed);
    if (differences.length > 0)
      throw new Failure('restore-differs', { backup: metadata.backup, differences: differences.join('\n') });
    return {
      backup: metadata.backup,
      tables: put.tables.length,
      rows: put.tables.reduce((sum, table) => sum + table.rows, 0),
      sequences: put.sequences.length,
      largeObjects: put.largeObjects.count,
      untouched: leaves || there !== null ? seen.facts.tables.length - put.tables.length : null,
      rolesCreated: plan.rolesCreated,
      sessionsEnded,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await archive.close();
  }
}

async function beforeOf({ before, connection, tools }: RestoreInput, remove: () => Promise<void>): Promise<Restored> {
  if (before) return before;
  return measure(connection, tools).catch(async (error) => {
    await remove();
    throw error;
  });
}

/** Ends the other sessions and replays, again when one of them came back and was in the way. */
async function carryOut(
  input: RestoreInput,
  plan: Plan,
  archive: Archive,
  says: (step: RestoreProgress['step'], bytes?: number) => void,
): Promise<{ replayed: Replayed; sessionsEnded: number }> {
  const end = endSessions(input.keepSessions ?? []);
  const before = `${opening}${end};\n${plan.emptying}`;
  const fill = passes(archive, plan.passes, input.connection, input.tools, (bytes) => says('refilling', bytes));
  const script = { before, fill, after: plan.check };
  let sessionsEnded = 0;
  for (let attempt = 1; ; attempt++) {
    says('emptying');
    sessionsEnded += await endNow(input.connection, end);
    const replayed = await replay(script, input.connection, input.tools);
    const again = replayed.state === 'rolled back' && inTheWay.test(replayed.problem) && attempt < attempts;
    if (!again) return { replayed, sessionsEnded };
  }
}

/** The role's own settings must not cut the restore short; nobody is waited for longer than 20 s. */
export const opening = `SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL client_min_messages = error;
SET LOCAL lock_timeout = '20s';
SET LOCAL search_path = '';
`;

/** How many sessions were ended. */
async function endNow(connection: Connection, sql: string): Promise<number> {
  const session = await connect(connection);
  try {
    const [row] = await session.query<{ ended: number }>(sql);
    return row?.ended ?? 0;
  } finally {
    await session.close();
  }
}

function failed(
  backup: Backup,
  code: 'restore-failed' | 'restore-too-large' | 'restore-unknown',
  { problem }: Replayed,
  cause?: unknown,
): Failure {
  return new Failure(code, { backup: backup.metadata.backup, problem }, { cause });
}
