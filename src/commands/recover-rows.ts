import { Failure } from '../failures.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { refuseAtOnce } from '../guard/refuse.ts';
import type { Task } from '../guard/task.ts';
import { insertLost } from '../recovery/rows/insert.ts';
import { total } from '../recovery/rows/search.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { type Carrying, typed } from './carrying.ts';
import { type Found, findLost } from './find-lost.ts';
import { lostWords } from './lost-words.ts';
import { ownTask } from './own-task.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { comparison, nowAsBackedUp } from './put-back.ts';
import { namedTarget, targetFlags } from './target.ts';

/**
 * `permahub recover rows TABLE`: puts back the rows that a backup has and the database has not, with what hangs on them and what
 * they refer to, and changes nothing else. With `json` it only looks, and prints what is missing.
 */
export async function recoverRows(
  options: {
    readonly table: string;
    readonly where: string | null;
    readonly from: string | null;
    readonly target: string | null;
    readonly json: boolean;
  },
  by: Carrying = typed,
): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const words = [
    ...(options.where === null ? [] : ['--where', quoted(options.where)]),
    ...(options.from === null ? [] : ['--from', options.from]),
    ...(options.target === null ? [] : ['--target', target.label]),
  ];
  const value = (flag: string, given: string | null) => (given === null ? [] : [flag, given]);
  const argv = [
    ...['recover', 'rows', options.table],
    ...value('--where', options.where),
    ...value('--from', options.from),
    ...value('--target', options.target),
  ];
  const shown = ['permahub recover rows', options.table, ...words].join(' ');
  const task = (found: Found | null) => {
    const said = found
      ? lostWords(found.table, found.backup.metadata.backup, found.lost)
      : { finding: `Rows of ${options.table} that a backup holds and the database does not are put back.`, also: [] };
    const facts = found ? { recovers: found.backup.metadata.backup, rows: rowsOf(found) } : {};
    return ownTask({
      project,
      target,
      by,
      argv,
      command: 'recover rows',
      shown,
      ...said,
      touches: [],
      facts,
      act: act(found),
    });
  };
  // What only a person may approve is refused before anything is contacted.
  if (!options.json) await refuseAtOnce(await task(null));
  const found = await untilInterrupted((signal) => findLost({ ...options, project, target, env: process.env, signal }));
  try {
    if (options.json) {
      printJson(summary(found));
      return 0;
    }
    if (found.lost.tables.length === 0) return leftOut(found);
    const acted = await by.carry(await task(found));
    return acted.status ?? 1;
  } finally {
    await found.remove();
  }
}

/** Everything that is missing conflicts with rows that came since. */
function leftOut({ table, backup, lost }: Found): never {
  const [first = ''] = lostWords(table, backup.metadata.backup, lost).also;
  throw new Failure('rows-unfit', { problem: `no row is left to put back. ${first.replace(/\.$/, '')}` });
}

function act(found: Found | null): Task['act'] {
  return async (approval, source) => {
    if (!source || !found) throw new Failure('restore-unreachable', { backup: found?.backup.metadata.backup ?? '' });
    const { backup, lost, copy } = found;
    const name = backup.metadata.backup;
    const before = await nowAsBackedUp(approval);
    const { seconds } = await withProgress('Putting rows back', () =>
      insertLost({
        ...{ approval, backup: name, lost, copy, before, compare: comparison },
        connection: source.connection,
        tools: source.tools,
      }),
    );
    const rows = lost.tables.reduce((sum, each) => sum + total(each), 0);
    const words = `permahub: put back ${counted(rows, 'row')} of ${name} into ${counted(lost.tables.length, 'table')}; each is as it was there, every foreign key holds, and nothing else changed.`;
    printLines([{ text: words, tone: 'good' }]);
    return { status: 0, signal: null, seconds, changed: true };
  };
}

function rowsOf({ lost }: Found): Record<string, number> {
  return Object.fromEntries(lost.tables.map((table) => [table.set.shape.name, total(table)]));
}

/** What `--json` prints. */
function summary({ table, key, backup, lost }: Found) {
  return {
    ...{ schema: 1, table, key, backup: backup.metadata.backup },
    rows: lost.tables.map(({ set, asked, dependants, parents, first, range }) => ({
      ...{ table: set.shape.name, asked, dependants, parents, first, range },
    })),
    conflicts: lost.conflicts,
    withheld: lost.withheld,
    notes: lost.notes,
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
