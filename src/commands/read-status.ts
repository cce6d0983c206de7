import { freezeFile } from '../action/freeze-record.ts';
import { listBackups } from '../backup/list.ts';
import type { Metadata } from '../backup/types.ts';
import { type Status, statusOf } from '../duties/status.ts';
import { targetTemplate } from '../duties/target-argument.ts';
import type { KnownTarget } from '../duties/types.ts';
import { Failure } from '../failures.ts';
import { knownTargets } from '../guard/known-targets.ts';
import { vaultNotes } from '../guard/vault-notes.ts';
import { readDrills } from '../journal/drills.ts';
import { lastMigrationFailure, migrationFailuresFile } from '../journal/migration-failures.ts';
import { readPushes } from '../journal/pushes.ts';
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
  const tests = readKept('verifications.jsonl', () => readVerifications(directory));
  const drills = readKept('drills.jsonl', () => readDrills(directory));
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
    drills: drills.records,
    frozen: frozenTargets(targets),
    requests: await openRequests(directory),
    failedMigrations: migrations.failures,
    owner: settings.owner,
    contacts: settings.contacts,
    notes: [
      ...settings.notes,
      ...tests.notes,
      ...drills.notes,
      ...migrations.notes,
      ...readVault(metadata, settings.backups),
    ],
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

/** What can be read of a file of records; what cannot is said. */
function readKept<T>(file: string, read: () => { readonly records: T[]; readonly unreadable: number }) {
  try {
    const { records, unreadable } = read();
    return { records, notes: unreadable === 0 ? [] : [`${counted(unreadable, 'line')} of ${file} cannot be read`] };
  } catch (error) {
    return { records: [], notes: [`${file} cannot be read: ${(error as Error).message}`] };
  }
}

function readVault(backups: readonly Metadata[], { directory, vault }: Project['settings']['backups']): string[] {
  try {
    const { records, unreadable } = readPushes(directory);
    const torn = unreadable === 0 ? [] : [`${counted(unreadable, 'line')} of vault.jsonl cannot be read`];
    return [...torn, ...vaultNotes({ backups, pushes: records, repository: vault?.repository ?? null })];
  } catch (error) {
    return [`vault.jsonl cannot be read: ${(error as Error).message}`];
  }
}

/** What is still frozen from this machine. */
function frozenTargets(targets: readonly KnownTarget[]) {
  return targets.flatMap((target) => {
    const record = freezeFile(target.key, process.env).read();
    const argument = targetTemplate(target);
    if (record === null) return [];
    const { since, by } = record;
    return [{ label: target.label, since, by, argument: argument === 'local' ? null : argument }];
  });
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
