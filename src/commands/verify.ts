import { findBackup, listBackups } from '../backup/list.ts';
import { Failure } from '../failures.ts';
import { printLines } from '../terminal/style.ts';
import { counted, duration } from '../terminal/words.ts';
import { againstSource, comparedLines } from './against-source.ts';
import { printJson } from './print-json.ts';
import { openProject, type Project } from './project.ts';
import { proveAgain } from './prove-again.ts';
import { namedTarget, targetFlags } from './target.ts';

/**
 * `permahub verify [BACKUP]`: proves a published backup again from its files alone; 0 only when all of it was restored and
 * equal. With `source` its rows are set beside those of the database now; a difference there is information.
 */
export async function verify(options: {
  readonly name: string | null;
  readonly target: string | null;
  readonly source: boolean;
  readonly json: boolean;
}): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const backup = await choose(project, options);
  const { metadata } = backup;
  const record = await proveAgain(project, backup);
  const said = { schema: 1, backup: metadata.backup, directory: backup.directory, ok: true, proof: record };
  if (!options.json)
    printLines([
      {
        text: `permahub: ${metadata.backup} was restored into ${record.scratch}: ${counted(record.tables, 'table')}, ${counted(record.rows, 'row')}, every file and fact as published; ${duration(record.seconds)}.`,
        tone: 'good',
      },
      ...record.unverified.map((what) => ({ text: `  NOT VERIFIED: ${what}`, tone: 'danger' as const })),
    ]);
  const tables = options.source ? await againstSource(backup) : null;
  if (options.json) printJson(tables === null ? said : { ...said, tables });
  else if (tables !== null) printLines(comparedLines(tables));
  return 0;
}

/** The one named; else the newest proven one, of the target where one is named. */
async function choose(project: Project, of: { readonly name: string | null; readonly target: string | null }) {
  const { directory, archive } = project.settings.backups;
  if (of.target === null) return findBackup(directory, of.name ?? 'latest', archive);
  if (of.name !== null)
    throw new Failure('usage', { problem: 'A backup and --target exclude each other', verb: 'verify' });
  const { key, label } = namedTarget(project);
  const { backups } = await listBackups(directory, archive);
  const newest = backups.find(({ metadata }) => metadata.target.key === key && metadata.proof !== null);
  if (!newest) throw new Failure('backup-missing', { backup: `a verified backup of ${label}`, directory });
  return newest;
}
