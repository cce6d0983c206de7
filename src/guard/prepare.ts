import { mayBeDamage } from '../backup/damage.ts';
import { listBackups } from '../backup/list.ts';
import { holdBackup } from '../backup/reading.ts';
import { salvageLocal } from '../backup/salvage.ts';
import { salvageRemote } from '../backup/salvage-remote.ts';
import type { Backup, Proven } from '../backup/types.ts';
import type { Failure } from '../failures.ts';
import type { GuardLog } from '../journal/guard-log.ts';
import type { Impact } from '../rehearsal/types.ts';
import { withProgress } from '../terminal/progress.ts';
import { stillExact } from '../verification/still-exact.ts';
import type { AlsoLost, Proof } from '../verification/types.ts';
import { backupName } from './backup-name.ts';
import type { Held } from './hold.ts';
import { startProvenBackup } from './proven-backup.ts';
import { notAsked, planRehearsal, rehearseReused } from './rehearsal.ts';
import type { Source } from './source.ts';
import type { Task } from './task.ts';

/** Backup, proof and rehearsal, far enough for the question; nothing may be forwarded before `settled`. */
export interface Prepared {
  readonly early: Proof;
  readonly impact: Impact;
  readonly settled: Promise<Proof>;
  /** Of the databases beside, in the order they are held: proven to the end. */
  readonly others: readonly AlsoLost[];
}

interface Preparing {
  readonly task: Task;
  readonly held: Held;
  readonly log: GuardLog;
  readonly signal: AbortSignal;
  /** It goes beside the target: the progress names it. */
  readonly beside?: true;
}

const noDatabase: Impact = { kind: 'not-rehearsed', reason: 'it does not reach the database' };
const noData: Impact = { kind: 'not-rehearsed', reason: 'it changes no data' };
const noCopy: Impact = { kind: 'not-rehearsed', reason: 'there is no restored copy to run it on' };

/**
 * A verified backup that is still exact, else a new one; salvage where a local database, or one that a backup is to go
 * back into, cannot be backed up; nothing where the command needs none. Failures: those of backup, verification and salvage.
 */
export async function prepare(of: Preparing): Promise<Prepared> {
  const own = await prepareOne(of);
  const others: AlsoLost[] = [];
  for (const { task, held } of of.held.others) {
    const { settled } = await prepareOne({ ...of, task, held, beside: true });
    others.push({ target: task.target, proof: await settled });
  }
  return { ...own, others };
}

type PreparedOne = Omit<Prepared, 'others'>;

async function prepareOne(of: Preparing): Promise<PreparedOne> {
  const { task, held, log } = of;
  if (!task.decision.needs.includes('backup'))
    return task.leavesData
      ? settled({ kind: 'nothing-to-back-up', reason: 'this changes no data' }, noData)
      : settled({ kind: 'nothing-to-back-up', reason: 'this command does not reach the database' }, noDatabase);
  if (!held.source)
    return settled(await salvage(of, held.unreachable?.message ?? 'it cannot be reached', null), noCopy);
  const { source } = held;
  const reused = await stillExact({
    backups: (await listBackups(task.settings.backups.directory, null)).backups,
    source,
    maxAgeSeconds: task.settings.backups.maxAgeSeconds,
  });
  if (reused && (await stays(reused.backup))) {
    log.say(`backup: ${reused.backup.metadata.backup} is still exact`);
    return settled(reused, await rehearseReused(of, reused.backup, source));
  }
  const made = await backUp(of, source);
  if (!('damage' in made)) return made;
  const { damage } = made;
  const { isLocalStack } = task.target;
  return settled(await (isLocalStack ? salvage(of, damage.message, source) : salvageRows(of, damage, source)), noCopy);
}

/** Retention leaves it alone from here to the end of this process; false when it was taken away a moment ago. */
async function stays(backup: Backup): Promise<boolean> {
  try {
    await holdBackup(backup);
    return true;
  } catch (error) {
    if ((error as Failure).code === 'backup-missing') return false;
    throw error;
  }
}

/**
 * A damaged table stops pg_dump: what can still be read is kept, and never called verified. Of a remote database only for
 * what puts a backup over it: the way out of the damage must not need the damaged state whole.
 */
function isDamage({ target, classification }: Task, error: Failure): boolean {
  return mayBeDamage(error) && (target.isLocalStack || classification.kind === 'recovery');
}

/** Only what the backup itself fails with can be damage: a failing rehearsal says nothing of the database. */
async function backUp(of: Preparing, source: Source): Promise<PreparedOne | { readonly damage: Failure }> {
  const { task, held, log, signal } = of;
  const { target, settings, git, place } = task;
  const title = of.beside ? `Backing up and proving ${target.label}` : 'Backing up and proving by a restore';
  return withProgress(title, async (report) => {
    const rehearsal = planRehearsal(of, source, (words) => report({ words }));
    const running = await startProvenBackup({
      ...{ source, target, settings, git, signal },
      env: place.env,
      why: `before ${task.shown}`,
      name: backupName(task),
      onProgress: report,
      ...(rehearsal ? { onRestored: rehearsal.onRestored } : {}),
    });
    held.running.push(running.published);
    const done = running.published.then((proven) => {
      log.say(`backup: ${proven.backup.metadata.backup} published, restored and compared`);
      return proofOf(proven);
    });
    done.catch(() => undefined); // Whoever settles hears of it.
    const early = await running.early.catch((error: Failure) => {
      if (isDamage(task, error)) return { damage: error };
      throw error;
    });
    if ('damage' in early) return early;
    // A backup that fails before its copy is restored ends the wait for the rehearsal as well.
    const impact = rehearsal ? await Promise.race([rehearsal.impact, done.then(() => rehearsal.impact)]) : notAsked;
    return { early: proofOf(early), impact, settled: done };
  });
}

function proofOf({ backup, record, pending }: Proven): Proof {
  return { kind: 'restored', backup, record, reused: false, pending };
}

function settled(proof: Proof, impact: Impact): PreparedOne {
  return { early: proof, impact, settled: Promise.resolve(proof) };
}

async function salvage({ task }: Preparing, cause: string, source: Source | null): Promise<Proof> {
  const { target, settings, place } = task;
  return withProgress(salvaging, () =>
    salvageLocal({
      projectId: target.projectId ?? '',
      connection: source?.connection ?? null,
      tools: source?.tools ?? null,
      directory: settings.backups.directory,
      at: new Date(),
      cause,
      env: place.env,
    }),
  );
}

/** Throws the backup's failure where everything can be read: then it failed for another reason, which is to be put right. */
async function salvageRows({ task, log }: Preparing, cause: Failure, { connection, tools }: Source): Promise<Proof> {
  const { target, settings, place } = task;
  const { directory } = settings.backups;
  const of = { connection, tools, target: target.label, directory, at: new Date(), cause, env: place.env };
  const { damaged, discard, ...kept } = await withProgress(salvaging, () => salvageRemote(of));
  if (!damaged) {
    await discard();
    throw cause;
  }
  log.say(`backup: none; salvaged ${kept.files.join(', ')}`);
  return kept;
}

const salvaging = 'Salvaging what can be kept';
