import { contactLines } from '../duties/contact-words.ts';
import type { Settings } from '../policy/types.ts';
import type { Incident, StepDone } from '../recovery/incident.ts';
import { type IncidentKind, runbooks, type Step } from '../recovery/runbooks.ts';
import { oneLine, shortened } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';
import { when } from '../terminal/when.ts';
import { age, count, counted } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';

const plain = (text: string): Line => ({ text, tone: 'plain' });

/** The whole runbook, what is done of it, and whom to ask. Pure. */
export function runbookLines(of: {
  readonly kind: IncidentKind;
  readonly label: string;
  /** What --target takes to reach it, without a password; null: the default. */
  readonly argument: string | null;
  readonly done: readonly StepDone[];
  readonly settings: Pick<Settings, 'owner' | 'contacts'>;
  readonly directory: string;
}): Line[] {
  const { title, steps } = runbooks[of.kind];
  const lines = steps.flatMap((step, at) => {
    const done = of.done.find(({ id }) => id === step.id);
    const words = indented(`${at + 1}. ${step.words}${done ? ` (done: ${shortened(done.how, 60)})` : ''}`, 2);
    const tone: Line['tone'] = done ? 'faint' : 'plain';
    // A command is to be copied: it keeps its line.
    const command =
      done || step.command === null
        ? []
        : [{ ...plain(`       ${commandOf(step, of.argument)}`), whole: true as const }];
    return [...words.map((text, row) => ({ text: row === 0 ? text : `   ${text}`, tone })), ...command];
  });
  return [
    { text: `permahub: ${title}, ${oneLine(of.label)}`, tone: 'title' },
    ...lines,
    ...contactLines(of.settings, of.directory),
    plain(''),
  ];
}

/** The command that does a step by hand. Pure. */
export function commandOf({ command }: Step, argument: string | null): string {
  const to =
    argument === null || !command?.startsWith('permahub ') || command.includes(' backups')
      ? ''
      : ` --target ${argument}`;
  return command?.includes('--against-source') ? `permahub verify BACKUP --against-source` : `${command}${to}`;
}

/** The heading of the step at hand. Pure. */
export function stepLines(kind: IncidentKind, step: Step): Line[] {
  const { steps } = runbooks[kind];
  const number = steps.findIndex(({ id }) => id === step.id) + 1;
  return [plain(''), { text: `Step ${number} of ${steps.length}: ${step.words}`, tone: 'title' }];
}

/** A backup that could be gone back to. */
export interface Candidate {
  readonly backup: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

const shownTables = 4;

/** Verified backups from before the incident, newest first, numbered, with what they hold. Pure. */
export function candidateLines(candidates: readonly Candidate[], now: Date): Line[] {
  return candidates.flatMap(({ backup, startedAt, tables }, at) => {
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const largest = [...tables].sort((a, b) => b.rows - a.rows).slice(0, shownTables);
    const seconds = (now.getTime() - Date.parse(startedAt)) / 1000;
    return [
      { text: `  ${at + 1}  ${backup}`, tone: 'title' as const },
      ...indented(
        `${when(new Date(startedAt), now)} (${age(seconds)}), ${counted(rows, 'row')} in ${counted(tables.length, 'table')}: ${largest.map(({ name, rows: each }) => `${oneLine(name)} ${count(each)}`).join(', ')}${tables.length > shownTables ? ', …' : ''}`,
        5,
      ).map(plain),
    ];
  });
}

/** What was done about an incident, as lines of label and words: for the logs. Pure. */
export function incidentLines(incident: Incident, commit: string | null): readonly (readonly [string, string])[] {
  const { kind, at, endedAt, by, label, done, chosen } = incident;
  return [
    ['Begun', `${at} by ${by}`],
    ['Over', endedAt ?? 'open'],
    ...runbooks[kind].steps.map(({ id, words }, index) => {
      const one = done.find((each) => each.id === id);
      return [`${index + 1}. ${words}`, one ? `${one.how} (${one.by}, ${one.at})` : 'not done'] as const;
    }),
    ['Chosen backup', chosen ?? 'none'],
    ['Git', commit?.slice(0, 7) ?? 'none'],
    ['Target', label],
  ];
}
