import { listBackups } from '../backup/list.ts';
import type { Backup } from '../backup/types.ts';
import { dueForTest, newestGood } from '../duties/weekly.ts';
import { Failure } from '../failures.ts';
import { readVerifications } from '../journal/verifications.ts';
import { printLines } from '../terminal/style.ts';
import { printJson } from './print-json.ts';
import { openProject, type Project } from './project.ts';
import { outcomeOf, proveAgain } from './prove-again.ts';
import { namedTarget, targetFlags } from './target.ts';
import { brokenLines, endLines, type Tested, testedLines } from './verify-words.ts';

/**
 * `permahub verify --all|--weekly`: proves kept backups again, newest first, going on after a failure. 65 when one is
 * damaged; else, where one could not be tested, the status of why; 0 when all that were tried are equal. Failure:
 * backup-missing, where a target is named that has none.
 */
export async function verifyMany(options: {
  readonly which: 'all' | 'weekly';
  /** As typed behind --target: its backups alone. */
  readonly target: string | null;
  readonly json: boolean;
}): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const { directory, archive } = project.settings.backups;
  const { backups, broken } = await listBackups(directory, archive);
  const of = options.target === null ? null : namedTarget(project);
  const own = backups.filter(({ metadata }) => of === null || metadata.target.key === of.key);
  if (of !== null && own.length === 0)
    throw new Failure('backup-missing', { backup: `a backup of ${of.label}`, directory });
  const listed = own.map((backup) => ({ ...backup.metadata, whole: backup }));
  const before = readVerifications(directory).records;
  const chosen = options.which === 'all' ? listed : dueForTest(listed, before, new Date());
  if (!options.json) printLines(brokenLines(broken));
  const tested: Tested[] = [];
  let status = broken.length > 0 ? 65 : 0;
  for (const { whole } of chosen) {
    const one = await test(project, whole);
    tested.push(one.tested);
    if (!options.json) printLines(testedLines(one.tested));
    if (one.status === 65 || status === 0) status = one.status;
  }
  const good = newestGood(listed, readVerifications(directory).records).map(({ key, good: newest, at }) => ({
    target: listed.find(({ target }) => target.key === key)?.target.label ?? key,
    backup: newest?.backup ?? null,
    at,
  }));
  if (options.json) printJson({ schema: 1, directory, ok: status === 0, kept: listed.length, tested, broken, good });
  else printLines(endLines({ kept: listed.length, tested, broken: broken.length, good, now: new Date() }));
  return status;
}

async function test(project: Project, backup: Backup): Promise<{ readonly tested: Tested; readonly status: number }> {
  const { backup: name, target } = backup.metadata;
  const about = { backup: name, target: target.label };
  try {
    const { seconds, rows, unverified } = await proveAgain(project, backup);
    return { tested: { ...about, outcome: 'equal', seconds, rows, unverified, problem: null }, status: 0 };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'interrupted' || error.code === 'verification-not-recorded')
      throw error;
    const outcome = outcomeOf(error);
    const problem = error.message;
    return {
      tested: { ...about, outcome, seconds: null, rows: null, unverified: [], problem },
      status: outcome === 'different' ? 65 : error.status,
    };
  }
}
