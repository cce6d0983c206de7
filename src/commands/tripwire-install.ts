import { Failure } from '../failures.ts';
import type { Acted, Task } from '../guard/task.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { indented } from '../terminal/wrap.ts';
import { assertOurs, bindingFor, installTripwire } from '../tripwire/install.ts';
import { wholeSql } from '../tripwire/install-sql.ts';
import type { Judged } from '../tripwire/types.ts';
import { typed } from './carrying.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';
import { lookAtTripwire } from './tripwire-look.ts';
import { tripwireTask } from './tripwire-task.ts';
import { tripwireFacts, tripwireLines } from './tripwire-words.ts';

interface InstallOptions {
  readonly target: string | null;
  readonly rows: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `permahub tripwire install`: a guarded run. Status 0 when it is whole, 1 when only a part could be installed. */
export async function tripwireInstall(options: InstallOptions): Promise<number> {
  const wanted = options.rows === null ? null : rowsIn(options.rows);
  if (options.dryRun) return print(options.target, wanted);
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  let installed: Judged | null = null;
  const task = await tripwireTask({
    ...{ project, target, verb: 'install' },
    flags: [
      ...(options.target === null ? [] : ['--target', options.target]),
      ...(wanted === null ? [] : ['--rows', String(wanted)]),
    ],
    finding:
      'The database itself refuses drops, TRUNCATE and large deletes of people, from every client that does not come through the guard.',
    also: [
      'Every program that logs in as "postgres", or as an owner of tables, is a person to it, jobs and back ends included.',
    ],
    facts: { rows: wanted },
    act: install(target.label, wanted, (is) => {
      installed = is;
    }),
  });
  const { status } = await typed.carry(task);
  if (options.json && installed)
    printJson({
      schema: 1,
      target: { label: target.label, key: target.key, environment: target.environment },
      ...tripwireFacts(installed),
    });
  return status ?? 1;
}

/** What it would run, as far as it can be known before. Only reads. */
async function print(argument: string | null, wanted: number | null): Promise<number> {
  const { found } = await lookAtTripwire(argument);
  assertOurs(found);
  const tables = found.tables.filter(({ withinReach }) => withinReach).map(({ name }) => name);
  process.stdout.write(wholeSql(bindingFor(found, wanted), tables));
  return 0;
}

/** Says only what was read back. */
function install(label: string, rows: number | null, tell: (installed: Judged) => void): Task['act'] {
  return async (_approval, source): Promise<Acted> => {
    if (!source) throw new Error('a run that leaves data alone is connected');
    const started = performance.now();
    const { refused, ...is } = await withProgress('Installing the tripwire', () =>
      installTripwire(source.session, rows),
    );
    tell(is);
    printLines([
      ...tripwireLines(label, is),
      ...refused.flatMap((text) => indented(text, 2).map((each) => ({ text: each, tone: 'danger' as const }))),
    ]);
    // No data: undo passes it over.
    const seconds = (performance.now() - started) / 1000;
    return { status: is.state === 'armed' ? 0 : 1, signal: null, seconds, changed: false };
  };
}

function rowsIn(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Failure('usage', { problem: `--rows takes a whole number, not "${text}"`, verb: 'tripwire' });
  return Number(text);
}
