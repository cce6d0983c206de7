import type { Acted, Task } from '../guard/task.ts';
import { printLines } from '../terminal/style.ts';
import { removeTripwire } from '../tripwire/install.ts';
import { removalSql } from '../tripwire/install-sql.ts';
import { typed } from './carrying.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';
import { lookAtTripwire } from './tripwire-look.ts';
import { tripwireTask } from './tripwire-task.ts';

/** `permahub tripwire remove`: a guarded run that leaves nothing of it behind. */
export async function tripwireRemove(options: {
  readonly target: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
}): Promise<number> {
  if (options.dryRun) {
    const { found } = await lookAtTripwire(options.target);
    const tables = found.tables.filter(({ triggers }) => triggers.length > 0).map(({ name }) => name);
    process.stdout.write(found.schema?.binding ? removalSql(tables) : '');
    return 0;
  }
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const task = await tripwireTask({
    ...{ project, target, verb: 'remove' },
    flags: options.target === null ? [] : ['--target', options.target],
    finding: 'From now on the database refuses nobody: a client around the guard may destroy what its role may.',
    facts: {},
    act: remove(target.label),
  });
  const { status } = await typed.carry(task);
  if (options.json)
    printJson({
      schema: 1,
      target: { label: target.label, key: target.key, environment: target.environment },
      state: 'absent',
    });
  return status ?? 1;
}

/** Says only what was read back: `removeTripwire` fails where something is left. */
function remove(label: string): Task['act'] {
  return async (_approval, source): Promise<Acted> => {
    if (!source) throw new Error('a run that leaves data alone is connected');
    const started = performance.now();
    await removeTripwire(source.session);
    printLines([{ text: `permahub: nothing of the tripwire is left in ${label}.`, tone: 'good' }]);
    return { status: 0, signal: null, seconds: (performance.now() - started) / 1000, changed: false };
  };
}
