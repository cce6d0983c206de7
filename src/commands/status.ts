import { isAbsolute, relative } from 'node:path';
import { listBackups } from '../backup/list.ts';
import type { Metadata } from '../backup/types.ts';
import { statusOf } from '../duties/status.ts';
import { statusLines } from '../duties/status-words.ts';
import { Failure } from '../failures.ts';
import { knownTargets } from '../guard/known-targets.ts';
import { vaultNotes } from '../guard/vault-notes.ts';
import { lastMigrationFailure, migrationFailuresFile } from '../journal/migration-failures.ts';
import { readPushes } from '../journal/pushes.ts';
import { readLines } from '../journal/read.ts';
import { readVerifications } from '../journal/verifications.ts';
import { verifyJournal } from '../journal/verify.ts';
import { printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { openRequests } from './open-requests.ts';
import { printJson } from './print-json.ts';
import { openProject, type Project } from './project.ts';

/**
 * `permahub status`: per target, how the duties stand, what is broken or waits for somebody, whom to ask. Contacts nothing.
 * 0 when every duty is met and nothing is broken, else 1.
 */
export async function status(options: { readonly json: boolean }): Promise<number> {
  const project = await openProject();
  const now = new Date();
  const found = statusOf(await read(project, now), now);
  const { directory } = project.settings.backups;
  if (options.json) printJson({ schema: 1, at: now.toISOString(), ...found });
  else printLines(statusLines(found, shown(directory), now));
  return found.ok ? 0 : 1;
}

async function read({ settings, surroundings }: Project, now: Date) {
  const { directory } = settings.backups;
  const { backups, broken } = await listBackups(directory);
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
    notes: [...settings.notes, ...tests.notes, ...migrations.notes, ...readVault(metadata, settings.backups)],
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

function readVault(backups: readonly Metadata[], { directory, vault }: Project['settings']['backups']): string[] {
  try {
    const { records, unreadable } = readPushes(directory);
    const torn = unreadable === 0 ? [] : [`${counted(unreadable, 'line')} of vault.jsonl cannot be read`];
    return [...torn, ...vaultNotes({ backups, pushes: records, repository: vault?.repository ?? null })];
  } catch (error) {
    return [`vault.jsonl cannot be read: ${(error as Error).message}`];
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

/** Relative to the working folder where it lies in it. */
function shown(directory: string): string {
  const path = relative(process.cwd(), directory);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? directory : path;
}
