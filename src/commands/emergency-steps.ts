import { freezeFile } from '../action/freeze-record.ts';
import { askLines } from '../approval/ask-lines.ts';
import { findBackup, listBackups } from '../backup/list.ts';
import { Failure } from '../failures.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { terminalDevice } from '../guard/refuse.ts';
import { openJournal } from '../journal/journal.ts';
import { lastMigrationFailure } from '../journal/migration-failures.ts';
import { readVerifications } from '../journal/verifications.ts';
import type { Incident } from '../recovery/incident.ts';
import type { Act, Step } from '../recovery/runbooks.ts';
import type { Target } from '../target/types.ts';
import { oneLine } from '../terminal/clean.ts';
import { printLines } from '../terminal/style.ts';
import { indented } from '../terminal/wrap.ts';
import { againstSource, comparedLines } from './against-source.ts';
import { type Candidate, candidateLines, commandOf } from './emergency-words.ts';
import { freeze } from './freeze.ts';
import { keepPresent } from './keep-present.ts';
import type { Project } from './project.ts';
import { restore } from './restore.ts';
import { thaw } from './thaw.ts';

export interface Stepping {
  readonly project: Project;
  readonly target: Target;
  /** As typed behind --target; null: the default. */
  readonly argument: string | null;
  readonly incident: Incident;
  /** Verbs of ours that there are. */
  readonly verbs: readonly string[];
}

/** What a step came to. */
export interface Stepped {
  /** In words: a line. */
  readonly how: string;
  /** The backup to go back to, where it was chosen here. */
  readonly chosen?: string;
}

/** How each kind of step is done. Failures: those of the verbs; not-approved (77) where no answer is given. */
export const acts: Readonly<Record<Act, (of: Stepping, step: Step) => Promise<Stepped>>> = {
  say: async () => ({ how: 'read' }),
  freeze: async ({ target, argument }) => {
    const record = freezeFile(target.key, process.env).read();
    if (record !== null) return { how: `frozen since ${record.since} by ${record.by}` };
    await freeze({ target: argument });
    return { how: 'writes stopped, measured' };
  },
  keep: async ({ project, target }) => {
    const how = await keepPresent(project, target);
    // A backup said so itself when it was made.
    if (!how.endsWith(', verified')) tell(how, 'danger');
    return { how };
  },
  choose: async (of) => {
    const chosen = await choose(of);
    return { how: chosen, chosen };
  },
  restore: restoreStep,
  check: async ({ project, incident }, step) => {
    if (incident.chosen !== null) {
      const backup = await findBackup(
        project.settings.backups.directory,
        incident.chosen,
        project.settings.backups.archive,
      );
      printLines(comparedLines(await againstSource(backup)));
    }
    return { how: await inWords(step) };
  },
  answer: async (of, step) => {
    if (step.id === 'review') tellFailure(of);
    return { how: await inWords(step) };
  },
  attempt: async (_, step) => {
    tell(commandOf(step, null));
    return { how: (await yes(step.question ?? '')) ? wentWell : 'it failed again' };
  },
  thaw: async ({ target, argument }) => {
    if (freezeFile(target.key, process.env).read() === null) return { how: 'not frozen from this machine' };
    await thaw({ target: argument });
    return { how: 'writes allowed again' };
  },
};

const wentWell = 'it went well';

async function restoreStep(of: Stepping): Promise<Stepped> {
  const { incident, target, argument, verbs } = of;
  if (incident.done.some(({ id, how }) => id === 'attempt' && how === wentWell)) return { how: 'not needed' };
  const chosen = incident.chosen ?? (await choose(of));
  if (incident.kind === 'deletion' && verbs.includes('recover'))
    tell('Only the rows that are gone, table by table: permahub recover rows TABLE. Say so below when they are back.');
  const answer = await asked(`Restore all of ${chosen} over the database? (yes, or in words what was done instead)`);
  if (!/^y(es)?$/i.test(answer)) return { how: answer, chosen };
  // In an emergency the owner alone may put production back; the second person signs afterwards.
  await restore({
    ...{ name: chosen, target: argument, to: null, tables: [], schemaOnly: false, dataOnly: false, clean: false },
    ...{ jobs: null, restart: false, emergency: target.environment === 'production' },
  });
  return { how: `${chosen} restored and compared`, chosen };
}

/** The verified backup to go back to: from before the incident, and by a person's choice. Failure: backup-missing (69). */
async function choose({ project, target, incident }: Stepping): Promise<string> {
  const { directory, archive } = project.settings.backups;
  const typed = await asked('When did it happen? (2025-11-14 14:30, or: unknown)', (text) =>
    isUnknown(text) || !Number.isNaN(Date.parse(text)) ? null : 'A date and time, or: unknown.',
  );
  const before = isUnknown(typed) ? Date.parse(incident.at) : Date.parse(typed);
  const last = new Map(readVerifications(directory).records.map((each) => [each.backup, each.outcome]));
  const { backups } = await listBackups(directory, archive);
  const verified: readonly Candidate[] = backups
    .filter(({ metadata: { target: of, proof, backup, startedAt } }) => {
      const good = proof !== null && last.get(backup) !== 'different';
      return of.key === target.key && good && Date.parse(startedAt) < before;
    })
    .map(({ metadata: { backup, startedAt, facts } }) => ({ backup, startedAt, tables: facts.tables }));
  const own = verified.filter(({ backup }) => /_pre-migration/.test(backup));
  const all = incident.kind === 'migration' && own.length > 0 ? own : verified;
  const candidates = all.slice(0, 5);
  if (candidates.length === 0)
    throw new Failure('backup-missing', { backup: `a verified backup of ${target.label} from before that`, directory });
  printLines(candidateLines(candidates, new Date()));
  const number = await asked(`Which one? (1 to ${candidates.length}; 1 is the newest)`, (text) =>
    candidates[Number(text) - 1] ? null : 'One of the numbers, please.',
  );
  return (candidates[Number(number) - 1] as Candidate).backup;
}

function tellFailure({ project, target }: Stepping): void {
  const { projectFolder } = project.surroundings;
  if (projectFolder === null) return;
  const journal = openJournal(project.settings.backups.directory).lines();
  const failure = lastMigrationFailure({ projectFolder, target: target.key, journal, now: new Date() });
  tell(
    failure === null
      ? 'docs/migration_failures.log holds no open failure of this target.'
      : `${failure.at}, ${failure.migration}: ${failure.error}`,
  );
}

const isUnknown = (text: string) => /^(unknown|not known)$/i.test(text.trim());

function tell(words: string, tone: 'plain' | 'danger' = 'plain'): void {
  printLines(indented(oneLine(words), 2).map((text) => ({ text, tone })));
}

function inWords({ question }: Step): Promise<string> {
  return asked(question ?? '', (text) => (/\p{L}{2}/u.test(text) ? null : 'Say it in a few words, please.'));
}

/** A question for yes or no. Failure: not-approved (77) for neither. */
export async function yes(question: string): Promise<boolean> {
  const answer = await asked(`${question} (yes or no)`, (text) =>
    /^(y|yes|n|no)$/i.test(text.trim()) ? null : 'yes or no, please.',
  );
  return /^y/i.test(answer);
}

/** One answer. Failure: not-approved (77) where it stays empty or no answer, interrupted (130). */
async function asked(message: string, fault: (typed: string) => string | null = () => null): Promise<string> {
  const questions = [{ message, fault: (typed: string) => (oneLine(typed) === '' ? null : fault(oneLine(typed))) }];
  const [typed = ''] = await untilInterrupted((signal) => askLines({ questions, tty: terminalDevice, signal }));
  const answer = oneLine(typed);
  if (answer === '') throw new Failure('not-approved', { why: 'the question was left without an answer' });
  return answer;
}
