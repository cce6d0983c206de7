import type { Backup, RestoredCopy } from '../backup/types.ts';
import type { GuardLog } from '../journal/guard-log.ts';
import type { Impact } from '../rehearsal/types.ts';
import { withProgress } from '../terminal/progress.ts';
import type { Source } from './source.ts';
import type { Task } from './task.ts';

interface Given {
  readonly task: Task;
  readonly log: GuardLog;
  readonly signal: AbortSignal;
}

/** A rehearsal that begins when the backup's copy stands. */
interface Planned {
  readonly onRestored: (copy: RestoredCopy) => Promise<{ readonly done: Promise<unknown> }>;
  readonly impact: Promise<Impact>;
}

/** What is said of commands the policy asks no rehearsal of. */
export const notAsked: Impact = { kind: 'not-rehearsed', reason: 'what this command does is not done to a copy' };

/** The rehearsal on the copy that proves the backup; null where none is asked for. Its failures are told by `impact`. */
export function planRehearsal(
  { task, log, signal }: Given,
  source: Source,
  onProgress: (words: string) => void,
): Planned | null {
  const { rehearse } = task;
  if (!rehearse || !task.decision.needs.includes('rehearsal')) return null;
  let tell: (impact: Promise<Impact>) => void = () => undefined;
  const impact = new Promise<Impact>((resolve) => {
    tell = resolve;
  });
  impact.catch(() => undefined); // Whoever asks the person hears of it.
  const onRestored = async (copy: RestoredCopy) => {
    const cloned = rehearse(copy, { meaning: task.sql?.meaning ?? null, source, signal, onProgress });
    const result = cloned.then(({ run }) => {
      onProgress('rehearsing on the copy');
      return run();
    });
    tell(result);
    await cloned.catch(() => undefined); // `impact` says it.
    return { done: result.then((seen) => log.say(inWords(seen))) };
  };
  return { onRestored, impact };
}

/** The rehearsal where an earlier backup is still exact: it is restored once more to have a copy. */
export async function rehearseReused(given: Given, backup: Backup, source: Source): Promise<Impact> {
  const { signal } = given;
  return withProgress('Restoring the backup to rehearse on it', async (report) => {
    const planned = planRehearsal(given, source, (words) => report({ words }));
    if (!planned) return notAsked;
    const { restoreForRehearsal } = await import('../rehearsal/restore-copy.ts');
    const { scratch, copy, missing } = await restoreForRehearsal({ backup, scratch: source.scratch, signal });
    try {
      const { facts } = backup.metadata;
      const { done } = await planned.onRestored({ scratch, connection: copy, facts, missing });
      await done.catch(() => undefined); // `impact` says it.
      return await planned.impact;
    } finally {
      await scratch.remove();
    }
  });
}

function inWords(impact: Impact): string {
  if (impact.kind === 'not-rehearsed') return `not rehearsed: ${impact.reason}`;
  return `rehearsed: status ${impact.status}, ${impact.diff.tables.length} tables changed, ${impact.seconds.toFixed(1)} s`;
}
