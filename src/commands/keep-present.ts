import { basename } from 'node:path';
import { mayBeDamage } from '../backup/damage.ts';
import { salvageLocal } from '../backup/salvage.ts';
import { salvageRemote } from '../backup/salvage-remote.ts';
import { Failure } from '../failures.ts';
import { openSource } from '../guard/source.ts';
import { lockMachine } from '../postgres/machine-lock.ts';
import { connectionFor } from '../target/connection.ts';
import type { Target } from '../target/types.ts';
import { withProgress } from '../terminal/progress.ts';
import { sayBackup } from './backup.ts';
import { makeBackup } from './make-backup.ts';
import type { Project } from './project.ts';

/** In an emergency, also what nobody can say for damage or not: what is kept too much harms nothing. */
const orDamage: ReadonlySet<string> = new Set(['copy-differs', 'target-unreachable']);

/**
 * Keeps the present state, even if it is damaged: a proven backup, else whatever can still be read, never called verified.
 * Gives what was kept, in words. Failures: those of the backup that are no damage, those of salvage.
 */
export async function keepPresent(project: Project, target: Target): Promise<string> {
  try {
    const why = 'the state found in an emergency';
    const backup = await makeBackup({ project, target, command: 'permahub emergency', name: 'emergency', why });
    sayBackup(backup);
    return `${backup.metadata.backup}, verified`;
  } catch (error) {
    if (!(error instanceof Failure && (mayBeDamage(error) || orDamage.has(error.code)))) throw error;
    return withProgress('Salvaging what can be kept', () =>
      target.isLocalStack ? salvaged(project, target, error.message) : salvagedTables(project, target, error),
    );
  }
}

async function salvaged(project: Project, target: Target, cause: string): Promise<string> {
  const { env } = process;
  const { settings, surroundings } = project;
  const wanted = { connection: connectionFor(target, surroundings), target, settings, env };
  const source = await openSource(wanted).catch(() => null); // What does not answer is salvaged by its volume.
  await source?.session.close();
  const kept = await salvageLocal({
    ...{ projectId: target.projectId ?? '', at: new Date(), cause, env },
    ...{ connection: source?.connection ?? null, tools: source?.tools ?? null },
    directory: settings.backups.directory,
  });
  return kept.kind === 'salvaged' ? `NOT VERIFIED, salvaged: ${kept.reason}` : `nothing to keep: ${kept.reason}`;
}

/** Table by table: what could not be read is named. */
async function salvagedTables(project: Project, target: Target, cause: Failure): Promise<string> {
  const { env } = process;
  const { settings, surroundings } = project;
  const lock = lockMachine(target.key, { env, command: 'permahub emergency' });
  try {
    const wanted = { connection: connectionFor(target, surroundings), target, settings, env };
    const { connection, tools, session } = await openSource(wanted);
    await session.close();
    const { directory } = settings.backups;
    const of = { connection, tools, target: target.label, directory, at: new Date(), cause, env };
    const { files, reason } = await salvageRemote(of);
    const note = basename(files.at(-1) as string);
    return `NOT VERIFIED, salvaged, see ${note}: ${reason}`;
  } finally {
    lock.release();
  }
}
