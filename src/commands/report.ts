import { basename, join, resolve } from 'node:path';
import { prepareDirectory } from '../backup/directory.ts';
import { listBackups } from '../backup/list.ts';
import type { Status } from '../duties/status.ts';
import { Failure } from '../failures.ts';
import { retentionPlan } from '../guard/retention.ts';
import { readLines } from '../journal/read.ts';
import { verifyJournal } from '../journal/verify.ts';
import { publishFile } from '../published-file.ts';
import { eventsOf } from '../report/events.ts';
import { reportPage } from '../report/page.ts';
import type { OverdueDuty } from '../report/types.ts';
import { printLines } from '../terminal/style.ts';
import { byTarget } from './history.ts';
import { openProject } from './project.ts';
import { readStatus } from './read-status.ts';

/** `permahub report`: writes one HTML page from metadata and journal; nothing is connected to. */
export async function report(options: { readonly out: string | null }): Promise<number> {
  const project = await openProject();
  const { settings, surroundings } = project;
  const { directory, archive } = settings.backups;
  const { backups, broken } = await listBackups(directory, archive);
  const journal = await verifyJournal(directory);
  const page = reportPage({
    project: surroundings.config?.projectId ?? basename(surroundings.projectFolder ?? surroundings.workdir),
    now: Date.now(),
    directory,
    targets: byTarget(backups, null).map(({ of, tables }) => ({ ...of[0].metadata.target, backups: of, tables })),
    events: eventsOf(readLines(directory)),
    journalProblem: journal.ok ? null : journal.problems.map(({ message }) => message).join(' '),
    plan: await retentionPlan(settings),
    broken: broken.map(({ file, problem }) => `${file}: ${problem}`),
    duties: journal.ok ? overdue(await readStatus(project, new Date())) : null,
  });
  if (options.out === null) await prepareDirectory(directory);
  const file = options.out === null ? join(directory, 'report.html') : resolve(options.out);
  write(file, page);
  printLines([{ text: `permahub: ${file}`, tone: 'good' }]);
  return 0;
}

/** What is late, as `permahub status` says it. */
function overdue({ targets }: Status): OverdueDuty[] {
  return targets.flatMap(({ target, duties }) =>
    duties
      .filter(({ late }) => late)
      .map(({ words, since }) => ({
        duty: `${target.label}: ${words}`,
        words: since === null ? 'never done; see permahub status' : `last on ${since}; see permahub status`,
      })),
  );
}

/** For its owner alone. Failure: report-not-written (74). */
function write(file: string, text: string): void {
  try {
    publishFile(file, text);
  } catch (error) {
    throw new Failure('report-not-written', { file, problem: (error as Error).message }, { cause: error });
  }
}
