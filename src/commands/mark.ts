import { Failure } from '../failures.ts';
import type { Acted, Task } from '../guard/task.ts';
import type { Session } from '../postgres/connection.ts';
import { readMarker, removeMarker, writeMarker } from '../postgres/marker.ts';
import { printLines } from '../terminal/style.ts';
import { typed } from './carrying.ts';
import { markWords } from './mark-words.ts';
import { ownTask } from './own-task.ts';
import { openProject } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

type As = 'production' | 'staging' | 'remove';

const findings: Readonly<Record<As, string>> = {
  production: 'From now on this database is production, whatever way it is reached.',
  staging: 'From now on this database is staging where it would be local.',
  remove: 'From now on only settings and address say which environment this database is.',
};

/** `permahub mark production|staging|remove`: a guarded run that changes the mark in the database and no data. */
export async function mark(options: { readonly as: As; readonly target: string | null }): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const task = await ownTask({
    project,
    target,
    command: `mark ${options.as}`,
    argv: ['mark', options.as, ...(options.target === null ? [] : ['--target', options.target])],
    by: typed,
    requestable: false,
    shown: `permahub mark ${options.as}${options.target === null ? '' : ` --target ${target.label}`}`,
    finding: findings[options.as],
    facts: { marks: options.as },
    does: { effect: 'changes', kind: 'administration', rule: 'marks-database' },
    leavesData: true,
    act: writeMark(options.as),
  });
  return (await typed.carry(task)).status ?? 1;
}

/** Says only what was read back. Failures: mark-not-allowed, mark-not-written (69). */
function writeMark(as: As): Task['act'] {
  return async (_approval, source): Promise<Acted> => {
    const { session } = source as { readonly session: Session }; // `hold` ends a run that cannot connect.
    const started = performance.now();
    await (as === 'remove' ? removeMarker(session) : writeMarker(session, as));
    const now = await readMarker(session);
    const wanted = markWords(as === 'remove' ? null : as);
    const found = markWords(now?.environment ?? null);
    if (wanted !== found || now?.fault) throw new Failure('mark-not-written', { wanted, found });
    printLines([{ text: `permahub: the database is ${found} now.`, tone: 'good' }]);
    // No data: undo passes it over.
    return { status: 0, signal: null, seconds: (performance.now() - started) / 1000, changed: false };
  };
}
