import type { Backup } from '../backup/types.ts';
import type { ChainLine } from '../journal/types.ts';

/** The run to take back and the backup that was made just before it; or, in words, why there is none. */
export type UndoChoice =
  | { readonly kind: 'undo'; readonly run: ChainLine; readonly backup: Backup }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Chooses what `undo` restores for a target: the backup named by the last guarded run's intent (facts `target`, the
 * stable key, and `backup`). Matched by key, never by system identifier, which a local reset changes. An undo is a run
 * with a backup of its own, so undoing again takes the undo back. A run whose outcome says `changed: false` (never
 * forwarded, or a restore that rolled back) is passed over: there is nothing to take back.
 */
export function chooseUndo(journal: readonly ChainLine[], backups: readonly Backup[], targetKey: string): UndoChoice {
  const unchanged = new Set(
    journal.filter((line) => line.kind === 'outcome' && line.facts.changed === false).map((line) => line.run),
  );
  const run = journal.findLast(
    (line) => line.kind === 'intent' && line.facts.target === targetKey && !unchanged.has(line.run),
  );
  if (!run) return none(`The journal holds no guarded run for ${targetKey}.`);
  const what = `${typeof run.facts.command === 'string' ? run.facts.command : 'run'} of ${run.at}`;
  const name = run.facts.backup;
  if (typeof name !== 'string' || name === '')
    return none(`The last run for ${targetKey}, ${what}, had no backup: there was nothing to back up.`);
  const backup = backups.find((candidate) => candidate.metadata.backup === name);
  if (!backup) return none(`${name}, the backup made before ${what}, is not in the backup directory any more.`);
  if (backup.metadata.target.key !== targetKey)
    return none(`${name}, named by ${what}, is a backup of ${backup.metadata.target.key}, not of ${targetKey}.`);
  return { kind: 'undo', run, backup };
}

function none(reason: string): UndoChoice {
  return { kind: 'none', reason };
}
