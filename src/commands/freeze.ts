import { endSessions } from '../action/end-sessions.ts';
import { freeze as freezeDatabase } from '../action/freeze.ts';
import { freezeFile } from '../action/freeze-record.ts';
import { probeWrite } from '../action/probe-write.ts';
import { Failure } from '../failures.ts';
import { personAt } from '../guard/look.ts';
import type { Acted, Task } from '../guard/task.ts';
import type { Session } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import { type Line, printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { indented, wrap } from '../terminal/wrap.ts';
import { type Carrying, typed } from './carrying.ts';
import { freezeTask } from './freeze-task.ts';
import { openProject } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

/** `permahub freeze`: stops the writes of others to the database; undone by `permahub thaw`. Status 0 when that was measured. */
export async function freeze(options: { readonly target: string | null }, by: Carrying = typed): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const task = await freezeTask({
    ...{ project, target, by, verb: 'freeze', argument: options.target },
    finding: 'New sessions become read only, and the sessions of others are ended. Reading goes on.',
    act: stopWrites(target.key, personAt(project.git, process.env)),
  });
  return (await by.carry(task)).status ?? 1;
}

/** Says only what was measured. Failures: freeze-not-allowed, freeze-open (69). */
function stopWrites(key: string, by: string): Task['act'] {
  return async (_approval, source): Promise<Acted> => {
    // `hold` ends a run that cannot connect.
    const { session, connection } = source as { readonly session: Session; readonly connection: Connection };
    const started = performance.now();
    await freezeDatabase(session, freezeFile(key, process.env), by);
    const { ended, left } = await endSessions(session);
    const place = `${connection.host}:${connection.port}/${connection.database}`;
    if ((await probeWrite(connection, process.env)) === 'not refused')
      throw new Failure('freeze-open', { place, problem: 'a write of a new session was not refused by the server' });
    printLines(frozenLines({ place, ended, left }));
    // No data: undo passes it over.
    return { status: 0, signal: null, seconds: (performance.now() - started) / 1000, changed: false };
  };
}

/** What is so now. Pure. */
export function frozenLines(of: {
  readonly place: string;
  readonly ended: number;
  readonly left: readonly string[];
}): Line[] {
  const said = `permahub: writes to ${of.place} are stopped: the server refused a write of a new session.`;
  const ended = of.ended === 0 ? 'Nobody else was connected' : `${counted(of.ended, 'session')} of others ended`;
  return [
    ...wrap(said, 78).map((text, at) => ({ text: at === 0 ? text : `  ${text}`, tone: 'good' as const })),
    { text: `  ${of.left.length === 0 || of.ended > 0 ? `${ended}.` : 'No session was ended.'}`, tone: 'plain' },
    ...(of.left.length === 0
      ? []
      : indented(`STILL THERE, and may write on: ${of.left.join(', ')}. This role may not end them.`, 2).map(
          (text) => ({ text, tone: 'danger' as const }),
        )),
    { text: '  `permahub thaw` puts back exactly what was there before.', tone: 'plain' },
  ];
}
