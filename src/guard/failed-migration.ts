import { type MigrationOutcome, migrationOutcome } from '../action/migration-outcome.ts';
import type { Outcome } from '../action/types.ts';
import { appendMigrationFailure, migrationFailuresFile } from '../journal/migration-failures.ts';
import { scrub } from '../postgres/scrub.ts';
import type { Secret } from '../postgres/types.ts';
import { readFailure } from '../rehearsal/failure.ts';
import type { Schema } from './measure-after.ts';
import type { Ready } from './settle.ts';
import type { Task } from './task.ts';

const colours = /\u001b\[[0-9;]*m/g;

/** What a push or up did to the pending migrations; null for other commands, or where nobody read what was pending. */
export function migrationsAfter(of: {
  readonly task: Task;
  readonly ready: Ready;
  readonly outcome: Outcome;
  readonly password: Secret | null;
  readonly before: Schema | null;
  readonly after: Schema | null;
}): MigrationOutcome | null {
  const { task, ready, outcome, password, before, after } = of;
  const pending = task.sql?.meaning?.what.sources;
  if (!before || !after || !pending) return null;
  const { status, signal, said } = outcome;
  const err = said === undefined ? null : scrub(said.replace(colours, ''), password);
  const { impact } = ready.approval;
  const known = 'is' in before.versions || task.sql?.meaning?.what.extent === 'exact';
  return migrationOutcome({
    pending,
    before: 'is' in before.versions ? before.versions.is : [],
    after: known && 'is' in after.versions ? after.versions.is : null,
    outcome,
    said: err === null ? null : readFailure({ status, signal, out: '', err }),
    rehearsed: impact.kind === 'rehearsed' ? impact.failure : null,
  });
}

/** Writes a failed push or up down in docs/migration_failures.log; what is to be said about that, in sentences. */
export function writeDown(task: Task, ready: Ready, outcome: Outcome, migrations: MigrationOutcome | null): string[] {
  const { projectFolder, key } = task.target;
  const failed = migrations?.failed;
  if (!migrations || !failed) return [];
  if (projectFolder === null) return ['There is no project folder to write the failure down in.'];
  const ended = outcome.signal === null ? null : `the Supabase CLI was ended by ${outcome.signal}`;
  try {
    appendMigrationFailure(projectFolder, {
      at: new Date().toISOString(),
      error: failed.error ?? ended,
      sqlstate: failed.sqlstate,
      migration: failed.file,
      line: failed.line,
      statement: failed.statement,
      applied: migrations.applied,
      notApplied: migrations.notApplied,
      target: key,
      commit: task.git.commit,
      backup: ready.backup,
    });
    return [`Written down in ${migrationFailuresFile}.`];
  } catch (error) {
    return [`${migrationFailuresFile} could not be written: ${(error as Error).message}.`];
  }
}
