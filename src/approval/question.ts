import type { Classification } from '../classification/types.ts';
import type { Impact, Rehearsed } from '../rehearsal/types.ts';
import type { Target } from '../target/types.ts';
import { oneLine } from '../terminal/clean.ts';
import { line, section } from '../terminal/section.ts';
import type { Line, Tone } from '../terminal/style.ts';
import { count } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';
import type { AlsoLost, Proof } from '../verification/types.ts';
import { alsoLostWords } from './also-lost.ts';
import { lossLines } from './impact-losses.ts';
import { impactWords } from './impact-words.ts';
import { lossWords } from './losses.ts';
import { proofWords } from './proof-words.ts';
import { targetWords } from './target-words.ts';
import { ownWayBack, wayBack } from './way-back.ts';

/** Everything a person must see before they answer. No secret is in it: the command is the shown one. */
export interface ScreenInput {
  /** As shown, without secrets: "supabase db reset". */
  readonly command: string;
  readonly target: Target;
  readonly classification: Classification;
  readonly proof: Proof;
  readonly impact: Impact;
  /** What goes beside the target. */
  readonly others?: readonly AlsoLost[];
  /** What becomes of the volumes of local stacks. */
  readonly removes?: 'none' | 'replaced' | 'deleted' | 'all deleted';
  /** Names of the volumes that go for good. */
  readonly volumes?: readonly string[];
  /** Who is asked, as the journal will have it. */
  readonly by: string;
  /** Further things a person must know, beside the target's notes. */
  readonly notes: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

const shownFindings = 10;

/** The screen before the questions, at most 80 columns wide where words allow it. It is enough without colour. */
export function buildScreen(input: ScreenInput): Line[] {
  const { target, classification, proof, impact } = input;
  const { others = [], volumes = [], removes = 'none' } = input;
  const notes = [...target.notes, ...input.notes];
  const ways = [ownWayBack({ target, proof }), ...others.map(wayBack)].filter((way) => way !== null);
  return [
    line('-'.repeat(80), 'faint'),
    ...indented(oneLine(input.command), 2).map((text) => line(text, 'title')),
    ...indented(volumeWords[removes] ?? whatItDoes(classification, impact, target), 2).map((text) =>
      line(text, 'danger'),
    ),
    line(''),
    ...section('Target', targetWords(target)),
    ...lost(classification, proof, impact, removes !== 'none'),
    ...section('Found', findingWords(classification)),
    ...section('Backup', proofWords(proof, input.now)),
    ...section('Volumes', volumes.length > 0 ? [line(volumes.map(oneLine).join(', '), 'danger')] : []),
    // A volume that is replaced only if the CLI comes to it.
    ...section(classification.kind === 'destructive' ? 'May go too' : 'Also lost', alsoLostWords(others, input.now)),
    ...section('Rehearsal', impactWords(input.impact)),
    ...section(
      'Note',
      notes.map((note) => line(oneLine(note), 'danger')),
    ),
    ...section(
      'Way back',
      ways.map((way) => line(way)),
    ),
    ...section('Safer', classification.safer ? [line(oneLine(classification.safer))] : []),
    ...section('Asked', [line(`${oneLine(input.by)}; the answer goes into the journal.`)]),
    line(''),
    line('  Nothing has been run. An empty answer or Ctrl-C leaves it so.', 'plain'),
    line('-'.repeat(80), 'faint'),
  ];
}

/** The text a person types to confirm: the code alone for local, behind the target's label elsewhere. */
export function confirmationText(target: Pick<Target, 'environment' | 'label'>, code: string): string {
  return target.environment === 'local' ? code : `${oneLine(target.label).replaceAll('"', "'")} ${code}`;
}

/** The line that asks for the reason. Scripts look for its word "reason". */
export const reasonQuestion = 'What is the reason? (one line, it goes into the journal)';

/** The line that asks for the confirmation. Scripts read the text between the quotes. */
export function confirmationQuestion(text: string): string {
  return `Type "${text}" to confirm`;
}

/** What is certain of deleted volumes, whatever the command is called. */
const volumeWords: Readonly<Record<string, string>> = {
  deleted: 'This deletes the volumes of the local stack: its databases and its stored objects.',
  'all deleted': 'This deletes the volumes of every local stack on this machine.',
};

function whatItDoes({ effect, kind, touches }: Classification, impact: Impact, { kind: on }: Target): string {
  const rehearsed = wasRehearsed(impact);
  if (effect === 'unknown' && rehearsed) return 'permahub does not know what this does, only what its rehearsal did.';
  if (effect === 'unknown')
    return 'permahub does not know what this does, so it is treated as if it destroyed everything.';
  if (kind === 'empties') return 'This empties the database. Only what migrations and seed files make comes back.';
  if (kind === 'irrecoverable') return 'This destroys what no database backup can bring back.';
  if (kind === 'recovery' && touches?.length === 0) return 'This adds rows that a backup holds to the database.';
  if (kind === 'recovery' && touches) return 'This overwrites a part of the database with what a backup holds.';
  if (kind === 'recovery') return 'This overwrites the database with what a backup holds.';
  if (kind === 'freeze') return 'This changes who may write to the database, and none of its data.';
  if (kind === 'administration')
    return on === 'project' || on === 'none'
      ? 'This changes the hosted project.'
      : 'This changes what is written of the database, and none of its data.';
  if (!rehearsed) return effect === 'destroys' ? 'This destroys data.' : 'This changes the database.';
  if (lossLines(impact.diff).length > 0) return 'This destroys data.';
  return effect === 'destroys'
    ? 'It reads like something that destroys data. On the restored copy it did not.'
    : 'This changes the database.';
}

/** Only a rehearsal that ran to its end, with everything it needed, says what is lost. */
function wasRehearsed(impact: Impact): impact is Rehearsed {
  return impact.kind === 'rehearsed' && impact.failure === null && impact.lacking.length === 0;
}

/**
 * Rows stand here as the backup counted them. What a command short of emptying loses is not known without a rehearsal; one
 * that ran to its end says it exactly, and here stands only what there is.
 */
function lost({ effect, kind, touches }: Classification, proof: Proof, impact: Impact, byVolume: boolean): Line[] {
  if (proof.kind !== 'restored') return [];
  const { facts } = proof.backup.metadata;
  const there = touches?.length ? facts.tables.filter(({ name }) => touches.includes(name)) : facts.tables;
  const [total, ...tables] = lossWords(there) as [string, ...string[]];
  if (wasRehearsed(impact) || touches?.length === 0) return section('Holds now', [line(total)]);
  const everything = kind === 'empties' || kind === 'recovery' || (byVolume && kind !== 'destructive');
  const mayGo = everything || effect === 'destroys' || effect === 'unknown';
  const tone: Tone = mayGo ? 'danger' : 'plain';
  return section(everything ? 'Will be lost' : mayGo ? 'May be lost' : 'Holds now', [
    line(everything ? total : mayGo ? `up to ${total}, all that is there:` : total, tone),
    ...tables.map((text) => line(text)),
  ]);
}

/** Of what empties the database anyway the files' findings are only counted. */
function findingWords({ kind, findings }: Classification): Line[] {
  const telling = kind === 'empties' ? findings.filter(({ file }) => file === null) : findings;
  const lines = telling.slice(0, shownFindings).map(({ message, file, line: at }) => {
    const where = file === null ? '' : ` (${oneLine(file)}${at === null ? '' : `:${at}`})`;
    return line(`${oneLine(message)}${where}`);
  });
  const rest = findings.length - lines.length;
  return rest > 0 ? [...lines, line(`and ${count(rest)} more: permahub explain -- …`)] : lines;
}
