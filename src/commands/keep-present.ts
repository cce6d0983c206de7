import { join } from 'node:path';
import { prepareDirectory } from '../backup/directory.ts';
import { salvageLocal } from '../backup/salvage.ts';
import { salvageTables } from '../backup/salvage-tables.ts';
import { Failure } from '../failures.ts';
import { openSource } from '../guard/source.ts';
import { connect } from '../postgres/connection.ts';
import { lockMachine } from '../postgres/machine-lock.ts';
import { connectionFor } from '../target/connection.ts';
import type { Target } from '../target/types.ts';
import { withProgress } from '../terminal/progress.ts';
import { sayBackup } from './backup.ts';
import { makeBackup } from './make-backup.ts';
import type { Project } from './project.ts';

/** Failures that a damaged database ends a backup with. */
const damage: ReadonlySet<string> = new Set(['program-failed', 'query-failed', 'copy-differs', 'target-unreachable']);

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
    if (!(error instanceof Failure) || !damage.has(error.code)) throw error;
    const cause = error.message.replace(/\.$/, '').split('\n')[0] as string;
    return withProgress('Salvaging what can be kept', () =>
      target.isLocalStack ? salvaged(project, target, cause) : salvagedTables(project, target, cause),
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
async function salvagedTables(project: Project, target: Target, cause: string): Promise<string> {
  const { env } = process;
  const { settings, surroundings } = project;
  const lock = lockMachine(target.key, { env, command: 'permahub emergency' });
  try {
    const { connection, tools, session } = await openSource({
      ...{ connection: connectionFor(target, surroundings), target, settings, env },
    });
    await session.close();
    const { directory } = settings.backups;
    await prepareDirectory(directory);
    const name = `salvage_${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_')}`;
    const from = { connection, tools, open: () => connect(connection, { env }) };
    const { tables, lost } = await salvageTables(from, join(directory, name));
    const damaged = tables.filter(({ problem }) => problem !== '');
    const words = [
      ...damaged.map((each) => `${each.name} lost ${each.lostBlocks} blocks and ${each.lostRows} rows`),
      ...lost.map((what) => `could not be read: ${what.replace(/\.$/, '')}`),
    ];
    const whole = `${tables.length - damaged.length} of ${tables.length} tables whole`;
    return `NOT VERIFIED, salvaged into ${name}_*.sql because no backup could be made (${cause}): ${[whole, ...words].join('; ')}`;
  } finally {
    lock.release();
  }
}
