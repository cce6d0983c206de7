import { gateProblem } from '../checklists/gate.ts';
import type { Kind } from '../checklists/types.ts';
import type { Hashes } from '../journal/applied.ts';
import type { SqlSource } from '../target/sql/types.ts';
import type { Target } from '../target/types.ts';
import { newestRecord } from './checklist-files.ts';
import { hashed } from './journal-facts.ts';
import { migrates } from './migrates.ts';
import type { Task } from './task.ts';

/**
 * Why the checklist this run requires does not open the way, with what to type; null when it does, or none is required.
 * A push or up on production requires the production checklist, a staging reset the reset one. Failure: checklist-unreadable.
 */
export async function checklistProblem(task: Task): Promise<string | null> {
  const kind = requiredBy(task);
  if (kind === null) return null;
  const { target, git, settings } = task;
  return gateProblem(newestRecord(settings.backups.directory, kind, target.key), {
    kind,
    target: target.key,
    commit: git.commit,
    migrations: migrationsOf(task.sql?.meaning?.what.sources ?? []),
    now: new Date(),
    command: `permahub checklist ${kind} --target ${targetWord(target)}`,
  });
}

function requiredBy({ command, target, sql }: Pick<Task, 'command' | 'target' | 'sql'>): Kind | null {
  const { environment } = target;
  if (command === 'db reset') return environment === 'staging' ? 'reset' : null;
  if (!migrates(command) || environment === 'local' || environment === 'staging') return null;
  const what = sql?.meaning?.what;
  const nothingRuns = what?.extent === 'exact' && what.sources.length === 0 && what.faults.length === 0;
  return nothingRuns ? null : 'production';
}

/** Migration files and their hashes. */
export function migrationsOf(sources: readonly SqlSource[]): Hashes {
  const pieces = sources.filter(({ kind }) => kind === 'migration').flatMap(hashed);
  return Object.fromEntries(pieces.map(({ file, sha256 }) => [file, sha256]));
}

/** The target as `--target` takes it; a URL without its password. */
export function targetWord(
  target: Pick<Target, 'kind' | 'projectRef' | 'label' | 'host' | 'port' | 'database' | 'user'>,
) {
  const { kind, projectRef, label, host, port, database, user } = target;
  if (kind === 'local') return 'local';
  if (kind !== 'url') return projectRef ?? label;
  const place = host?.includes(':') ? `[${host}]` : host;
  return `postgresql://${encodeURIComponent(user ?? '')}@${place}:${port}/${encodeURIComponent(database ?? '')}`;
}
