import { thaw as thawDatabase } from '../action/freeze.ts';
import { type FreezeRecord, freezeFile } from '../action/freeze-record.ts';
import { probeWrite } from '../action/probe-write.ts';
import { Failure } from '../failures.ts';
import type { Acted, Task } from '../guard/task.ts';
import type { Session } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import { type Line, printLines } from '../terminal/style.ts';
import { indented, wrap } from '../terminal/wrap.ts';
import { type Carrying, typed } from './carrying.ts';
import { freezeTask } from './freeze-task.ts';
import { openProject } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

/** `permahub thaw`: puts back what a freeze changed, and nothing else. Failure: thaw-nothing (69). */
export async function thaw(options: { readonly target: string | null }, by: Carrying = typed): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const recorded = () => {
    const record = freezeFile(target.key, process.env).read();
    if (record === null)
      throw new Failure('thaw-nothing', { target: target.label, database: target.database ?? 'postgres' });
    return record;
  };
  const record = recorded();
  const task = await freezeTask({
    ...{ project, target, by, verb: 'thaw', argument: options.target },
    finding: `Writes were stopped at ${record.since} by ${record.by}. What was set before that is put back.`,
    act: allowWrites(target.key, recorded),
  });
  return (await by.carry(task)).status ?? 1;
}

/** Says only what was measured. Failures: freeze-not-allowed, thaw-nothing (69). */
function allowWrites(key: string, recorded: () => FreezeRecord): Task['act'] {
  return async (_approval, source): Promise<Acted> => {
    // `hold` ends a run that cannot connect.
    const { session, connection } = source as { readonly session: Session; readonly connection: Connection };
    const started = performance.now();
    const record = recorded();
    const others = await thawDatabase(session, record);
    freezeFile(key, process.env).remove();
    const place = `${connection.host}:${connection.port}/${connection.database}`;
    printLines(thawedLines({ place, others, write: await probeWrite(connection, process.env) }));
    return { status: 0, signal: null, seconds: (performance.now() - started) / 1000, changed: false };
  };
}

/** What is so now. Pure. */
export function thawedLines(of: {
  readonly place: string;
  readonly others: readonly string[];
  readonly write: 'refused' | 'not refused';
}): Line[] {
  const { place, others, write } = of;
  const said =
    write === 'refused'
      ? `permahub: what the freeze changed at ${place} is put back, and new sessions are read only still, as they were before it.`
      : `permahub: writes to ${place} are allowed again: the server took a write of a new session.`;
  const tone = write === 'refused' ? 'danger' : 'good';
  const alone = `Left as it is, because somebody changed it since the freeze: the setting of ${others.join(', ')}.`;
  return [
    ...wrap(said, 78).map((text, at) => ({ text: at === 0 ? text : `  ${text}`, tone }) as const),
    ...(others.length === 0 ? [] : indented(alone, 2).map((text) => ({ text, tone: 'danger' as const }))),
  ];
}
