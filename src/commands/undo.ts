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
import { overWords } from './restore-words.ts';
import { namedTarget, targetFlags, targetOfRun } from './target.ts';

export interface UndoOptions {
  readonly target: string | null;
  /** Over this many connections, which is no transaction; null: in one. */
  readonly jobs: number | null;
}

/** `permahub undo`: puts back what the last guarded run of the target found, whatever it did. */
export async function undo(options: UndoOptions, by: Carrying = typed): Promise<number> {
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
  const { jobs } = options;
  const overJobs = jobs === null ? [] : ['--jobs', String(jobs)];
  const shown = ['permahub undo', ...(options.target === null ? [] : ['--target', reached.target.label]), ...overJobs];
  const full = shown.join(' ');
  const over = jobs === null ? null : { count: jobs, target: reached.target, shown: full };
  const stack = stackMaker(reached.project, reached.target, false);
  const acted = await by.carry(
    await ownTask({
      ...reached,
      by,
      argv: [
        ...['restore', backup.metadata.backup],
        ...(options.target === null ? [] : ['--target', options.target]),
        ...overJobs,
      ],
      command: 'undo',
      shown: full,
      finding: `Takes back "${String(run.facts.shown ?? run.facts.command)}" of ${run.at}: everything is replaced by ${backup.metadata.backup}, made just before it.`,
      also: overWords(jobs),
      facts: { undoes: run.run, restores: backup.metadata.backup, ...(over ? { jobs } : {}) },
      ...(await putBack(backup, project.git.commit, undefined, stack, over)),
    }),
  );
  return acted.status ?? 1;
}
