import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { textBytes } from '../postgres/directory-archive.ts';
import { mustSeeFolders } from '../postgres/sees-folders.ts';
import { type Archive, openArchive, readPart } from './archive.ts';
import { type OpenJobs, openJobs } from './by-jobs.ts';
import { carryOut, type Says } from './carry-out.ts';
import { expectedAfter } from './expected.ts';
import { assertJobs } from './jobs-possible.ts';
import { measure, withoutRefreshes } from './measure.ts';
import { planRestore } from './plan.ts';
import type { Replayed } from './replay.ts';
import { withoutTripwire } from './schema-text.ts';
import type { Restored, RestoreInput, RestoreResult } from './types.ts';

/** The lock table is full: dropping takes about 20 locks a table, so by default some 300 tables are the most (measured). */
const noRoom = /out of shared memory/;

/**
 * Puts a backup, or the part of it that `form` names, back into a live database: one transaction empties what the dump
 * recreates and replays it, so that any error leaves the database as it was (but with `jobs`: see there); then everything is
 * measured: what was put back against the backup, the rest against what was there. Failures: restore-backup-damaged,
 * directory-out-of-reach, restore-blocked, restore-not-allowed, restore-tables-differ (nothing touched), restore-failed and restore-too-large (rolled back), restore-differs (committed, but
 * not equal), restore-unknown; those of connecting; and with `jobs` those of `openJobs`.
 */
export async function restoreBackup(input: RestoreInput): Promise<RestoreResult> {
  const { backup, connection, tools } = input;
  const form = input.form ?? { kind: 'whole' };
  const { metadata } = backup;
  const started = performance.now();
  const of = textBytes(metadata.parts);
  const says: Says = (step, bytes = 0) => input.onProgress?.({ step, bytes, of });

  const starting = input.jobs ? await assertJobs(connection, tools) : null;
  says('checking the backup');
  const schema = withoutRefreshes(await readPart(backup, 'schema'));
  const rolesSql = await readPart(backup, 'roles');
  if ('directory' in metadata.parts) mustSeeFolders(tools);
  const archive = await stillOpen(input.archive ?? null, backup);
  let over: OpenJobs | null = null;
  try {
    const leaves = form.kind !== 'whole' && form.kind !== 'schema';
    // A table that is put back need not be readable: damage is why.
    const unread = form.kind === 'tables' ? form.tables : metadata.facts.tables.map(({ name }) => name);
    const before = leaves ? (input.before ?? (await measure(connection, tools, { unread }))) : null;
    const plan = await planRestore({ ...{ backup, form, archive, schema, rolesSql, before }, connection, tools });
    // A structure replaces everything, but for what this role must leave.
    const there = before ?? (form.kind === 'schema' && plan.left.size > 0 ? await beforeOf(input, plan.remove) : null);
    if (input.jobs && starting)
      over = await openJobs({ input, jobs: input.jobs, archive, starting, says }).catch(async (error) => {
        await plan.remove();
        throw error;
      });
    const carry = () => (over ? over.carryOut(plan) : carryOut(input, plan, archive, says));
    const { replayed, sessionsEnded } = await carry().finally(plan.remove);
    if (replayed.state === 'rolled back' && noRoom.test(replayed.problem))
      throw failed(backup, 'restore-too-large', replayed);
    if (replayed.state === 'rolled back') throw failed(backup, 'restore-failed', replayed);

    says('comparing');
    const measured = measure(connection, tools, { count: input.jobs?.count });
    const found = await (over ? over.unlessStopped(measured) : measured).catch((error) => {
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
    await over?.end();
    await archive.close();
  }
}

/** What was opened before, if nobody wrote to it since. */
async function stillOpen(opened: Archive | null, backup: Backup): Promise<Archive> {
  if (await opened?.asOpened()) return opened as Archive;
  await opened?.close();
  return openArchive(backup);
}

async function beforeOf({ before, connection, tools }: RestoreInput, remove: () => Promise<void>): Promise<Restored> {
  if (before) return before;
  return measure(connection, tools).catch(async (error) => {
    await remove();
    throw error;
  });
}

function failed(
  backup: Backup,
  code: 'restore-failed' | 'restore-too-large' | 'restore-unknown',
  { problem }: Replayed,
  cause?: unknown,
): Failure {
  return new Failure(code, { backup: backup.metadata.backup, problem }, { cause });
}
