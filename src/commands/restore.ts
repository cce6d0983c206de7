import { findBackup, listBackups } from '../backup/list.ts';
import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { type Carrying, typed } from './carrying.ts';
import { ownTask } from './own-task.ts';
import { openProject, type Project } from './project.ts';
import { putBack } from './put-back.ts';
import { namedTarget, targetFlags } from './target.ts';

/** `permahub restore [BACKUP]`: overwrites the target with a backup, after a backup of what is overwritten. */
export async function restore(
  options: { readonly name: string | null; readonly target: string | null; readonly emergency: boolean },
  by: Carrying = typed,
): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const backup = await choose(project, options.name, target.key);
  const { metadata } = backup;
  if (metadata.target.key !== target.key)
    throw new Failure('restore-elsewhere', {
      backup: metadata.backup,
      of: metadata.target.label,
      target: target.label,
    });
  const acted = await by.carry(
    await ownTask({
      project,
      target,
      by,
      emergency: options.emergency,
      argv: ['restore', metadata.backup, ...(options.target === null ? [] : ['--target', options.target])],
      command: 'restore',
      shown: `permahub restore ${metadata.backup}${options.target === null ? '' : ` --target ${target.label}`}`,
      finding: `Everything in the database is replaced by ${metadata.backup} of ${metadata.finishedAt}.`,
      facts: { restores: metadata.backup },
      act: await putBack(backup, project.git.commit),
    }),
  );
  return acted.status ?? 1;
}

/** The one named, else the newest proven one of the target. */
async function choose(project: Project, name: string | null, key: string): Promise<Backup> {
  const { directory, archive } = project.settings.backups;
  if (name !== null) return findBackup(directory, name, archive);
  const { backups } = await listBackups(directory, archive);
  const newest = backups.find(({ metadata }) => metadata.target.key === key && metadata.proof !== null);
  if (!newest) throw new Failure('backup-missing', { backup: `a verified backup of ${key}`, directory });
  return newest;
}
