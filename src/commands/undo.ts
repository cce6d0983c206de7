import { listBackups } from '../backup/list.ts';
import { Failure } from '../failures.ts';
import { openJournal } from '../journal/journal.ts';
import { chooseUndo } from '../recovery/undo.ts';
import { type Carrying, typed } from './carrying.ts';
import { ownTask } from './own-task.ts';
import { openProject } from './project.ts';
import { putBack } from './put-back.ts';
import { mustReachFolder } from './reach-folder.ts';
import { stackMaker } from './restart-stack.ts';
import { namedTarget, targetFlags, targetOfRun } from './target.ts';

/** `permahub undo`: puts back what the last guarded run of the target found, whatever it did. */
export async function undo(options: { readonly target: string | null }, by: Carrying = typed): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const { directory, archive } = project.settings.backups;
  const lines = openJournal(directory).lines();
  const last = options.target === null ? lines.findLast(({ kind }) => kind === 'intent') : undefined;
  const named = last ? null : namedTarget(project);
  const key = last ? String(last.facts.target) : (named?.key ?? '');
  const { backups } = await listBackups(directory, archive);
  const choice = chooseUndo(lines, backups, key);
  if (choice.kind === 'none') throw new Failure('undo-nothing', { reason: choice.reason });
  const { backup, run } = choice;
  const reached = named ? { project, target: named } : await targetOfRun(backup.metadata.target);
  await mustReachFolder(reached.project, reached.target, backup);
  const acted = await by.carry(
    await ownTask({
      ...reached,
      by,
      argv: ['restore', backup.metadata.backup, ...(options.target === null ? [] : ['--target', options.target])],
      command: 'undo',
      shown: `permahub undo${options.target === null ? '' : ` --target ${reached.target.label}`}`,
      finding: `Takes back "${String(run.facts.shown ?? run.facts.command)}" of ${run.at}: everything is replaced by ${backup.metadata.backup}, made just before it.`,
      facts: { undoes: run.run, restores: backup.metadata.backup },
      ...(await putBack(backup, project.git.commit, undefined, stackMaker(reached.project, reached.target, false))),
    }),
  );
  return acted.status ?? 1;
}
