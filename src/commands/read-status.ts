import { listBackups } from '../backup/list.ts';
import { type Status, statusOf } from '../duties/status.ts';
import { Failure } from '../failures.ts';
import { knownTargets } from '../guard/known-targets.ts';
import { lastMigrationFailure, migrationFailuresFile } from '../journal/migration-failures.ts';
import { readLines } from '../journal/read.ts';
import { readVerifications } from '../journal/verifications.ts';
import { verifyJournal } from '../journal/verify.ts';
import { counted } from '../terminal/words.ts';
import { openRequests } from './open-requests.ts';
import type { Project } from './project.ts';

/** How everything stands, from backups, journal, records and settings. Contacts nothing. Failures: journal-damaged, backup-directory. */
export async function readStatus(project: Project, now: Date): Promise<Status> {
  return statusOf(await read(project, now), now);
}

async function read({ settings, surroundings }: Project, now: Date) {
  const { directory, archive } = settings.backups;
  const { backups, broken } = await listBackups(directory, archive);
  const metadata = backups.map((each) => each.metadata);
  const { journal, problems } = await readJournal(directory);
  const tests = readTests(directory);
  const targets = knownTargets({
    backups: metadata.map(({ target }) => target),
    journal,
    linkedRef: surroundings.linkedRef,
    named: settings.environments,
  });
  const migrations = failedMigrations(surroundings.projectFolder, targets, journal, now);
  return {
    ...{ directory, targets, backups: metadata, broken, journal, problems },
    verifications: tests.records,
    requests: await openRequests(directory),
    failedMigrations: migrations.failures,
    owner: settings.owner,
    contacts: settings.contacts,
    notes: [...settings.notes, ...tests.notes, ...migrations.notes],
  };
}

/** What can still be read of a damaged journal counts, and that it is damaged is said. */
async function readJournal(directory: string) {
  const { problems } = await verifyJournal(directory);
  try {
    return { journal: readLines(directory), problems };
  } catch (error) {
    if (problems.length > 0) return { journal: [], problems };
    throw new Failure('journal-damaged', { directory, problem: (error as Error).message }, { cause: error });
  }
}

function readTests(directory: string) {
  try {
    const { records, unreadable } = readVerifications(directory);
    const notes = unreadable === 0 ? [] : [`${counted(unreadable, 'line')} of verifications.jsonl cannot be read`];
    return { records, notes };
  } catch (error) {
    return { records: [], notes: [`verifications.jsonl cannot be read: ${(error as Error).message}`] };
  }
}

/** One per target at most; a failure whose entry names no target is found for each of them, and counts once. */
function failedMigrations(
  projectFolder: string | null,
  targets: readonly { readonly key: string }[],
  journal: ReturnType<typeof readLines>,
  now: Date,
) {
  if (projectFolder === null) return { failures: [], notes: [] };
  try {
    const each = targets.map(({ key: target }) => lastMigrationFailure({ projectFolder, target, journal, now }));
    const failures = each.filter((failure) => failure !== null);
    const unique = new Map(failures.map((failure) => [JSON.stringify(failure), failure]));
    return { failures: [...unique.values()], notes: [] };
  } catch (error) {
    return { failures: [], notes: [`${migrationFailuresFile} cannot be read: ${(error as Error).message}`] };
  }
}
