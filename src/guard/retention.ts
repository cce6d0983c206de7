import { appendRetained } from '../backup/log.ts';
import { type FoundSets, findSets, type Retained, retain } from '../backup/retain.ts';
import { journalDays, type Planned, planRetention } from '../backup/retain-plan.ts';
import { type GuardLog, openGuardLog } from '../journal/guard-log.ts';
import { newRun } from '../journal/journal.ts';
import { namedBackups } from '../journal/named.ts';
import { readLines } from '../journal/read.ts';
import { verifyJournal } from '../journal/verify.ts';
import type { Settings } from '../policy/types.ts';
import { printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';

/** What retention would do now; nothing is touched. Failures: backup-directory, lock-unusable. */
export async function retentionPlan({ backups }: Pick<Settings, 'backups'>): Promise<readonly Planned[]> {
  const plan = await planner(backups);
  return plan(await findSets(backups));
}

/**
 * Archives and removes what the plan says, made anew at that moment; each goes into guard.log and backup_log.md. Failures:
 * backup-directory, held-by-another-guard, lock-unusable; what becomes of a single set is told in the result.
 */
export async function applyRetention(
  { backups }: Pick<Settings, 'backups'>,
  of: { readonly log?: GuardLog | undefined; readonly onStep?: (step: string) => void } = {},
): Promise<Retained> {
  const log = of.log ?? openGuardLog(backups.directory, newRun(new Date()));
  const done = await retain(backups, await planner(backups), of.onStep);
  const unlogged: string[] = [];
  for (const [what, sets] of [['Archived', done.archived] as const, ['Removed', done.removed] as const])
    for (const { backup, why } of sets) {
      log.say(`retention: ${what.toLowerCase()} ${backup}: ${why}`);
      await appendRetained(backups.directory, { backup, what, why, at: new Date() }).catch((error: Error) =>
        unlogged.push(error.message),
      );
    }
  for (const problem of done.problems) log.say(`retention: ${problem}`);
  // Whoever gave a log says itself what is wrong with it.
  const problem = of.log ? null : log.problem();
  return { ...done, problems: [...done.problems, ...unlogged, ...(problem ? [problem] : [])] };
}

/** After a backup: one line when something was archived or removed. It never fails the backup: what goes wrong is said. */
export async function retainAfterBackup(settings: Pick<Settings, 'backups'>, log?: GuardLog): Promise<void> {
  try {
    const { archived, removed, problems } = await applyRetention(settings, { log });
    const parts = [
      ...(archived.length > 0 ? [`${counted(archived.length, 'old backup')} archived`] : []),
      ...(removed.length > 0 ? [`${counted(removed.length, 'old backup')} removed`] : []),
    ];
    if (parts.length > 0) say(`${parts.join(', ')}; \`permahub retain\` says why the others stay.`, 'faint');
    for (const problem of problems) say(problem, 'danger');
  } catch (error) {
    say(`Old backups were left as they are: ${(error as Error).message}`, 'danger');
  }
}

type Plan = (found: FoundSets) => readonly Planned[];

/** A journal that was changed cannot say which backups it names: then none is removed. */
async function planner(backups: Settings['backups']): Promise<Plan> {
  const { directory } = backups;
  const { ok } = await verifyJournal(directory);
  const now = Date.now();
  const named = namedBackups(ok ? readLines(directory) : [], now - journalDays * 86_400_000);
  return (found) => {
    const planned = planRetention(found.sets, { ...found, named }, backups, now);
    if (ok) return planned;
    const why = 'the journal was changed: nothing is removed';
    return planned.map((each) => (each.fate === 'remove' ? { ...each, fate: 'keep', why } : each));
  };
}

function say(text: string, tone: 'faint' | 'danger'): void {
  printLines([{ text: `permahub: ${text}`, tone }]);
}
