import type { Classification } from '../classification/types.ts';
import type { Target } from '../target/types.ts';
import { oneLine } from '../terminal/clean.ts';
import { targetPhrase } from './target-words.ts';

/** Why a command is refused. `person`: only a person at a terminal can approve it. `policy`: nobody can, here. */
export type RefusalCause =
  | {
      readonly kind: 'person';
      readonly why: string;
      /** What made it a matter for a person, in a sentence, where the command's name does not say it. */
      readonly because?: string | null;
      /** True where people could sign for it. */
      readonly byRequest?: boolean;
    }
  | {
      readonly kind: 'policy';
      readonly reason: string;
      /** True where people could sign for it. */
      readonly byRequest?: boolean;
    };

export interface RefusalInput {
  /** As shown, without secrets: "supabase db reset". */
  readonly command: string;
  readonly target: Target;
  readonly classification: Classification;
  readonly cause: RefusalCause;
  readonly done: Done;
}

/** How far it went: refused at once, after the target was read, or after the rehearsal. */
export type Done = 'nothing' | 'read' | 'rehearsed';

const doneWords: Readonly<Record<Done, string>> = {
  nothing: 'Nothing was contacted, backed up, changed or forwarded to the Supabase CLI.',
  read: 'The target was only read. Nothing was backed up, changed or forwarded to the Supabase CLI.',
  // The backup may be under way still, and ends with the refusal: nothing is said of it.
  rehearsed: 'The target was only read. Nothing in it was changed, and nothing forwarded to the Supabase CLI.',
};

/** The words of a refusal for Failure 'refused': what would have happened, to what, why not, and what to do instead. */
export function refusalWords(input: RefusalInput): { readonly words: string; readonly instead: string } {
  const command = oneLine(input.command);
  const words = [
    `Refused: ${command}`,
    `It ${wouldDo(input.classification)} ${targetPhrase(input.target)}.`,
    // What the target itself said, a mark above all: before it was read nobody could know it.
    ...(input.done === 'nothing' ? [] : input.target.notes.map(sentence)),
    ...foundWords(input.classification),
    because(input.cause),
    doneWords[input.done],
  ];
  const { safer } = input.classification;
  const instead = [
    ...(input.cause.kind === 'person' ? [`A person runs this in a terminal: ${command}`] : []),
    ...(input.cause.byRequest ? [requestWords(command)] : []),
    ...(safer ? [`Safer, if it does what is wanted: ${oneLine(safer)}`] : []),
  ];
  return { words: words.join('\n'), instead: instead.join('\n') };
}

const shownFindings = 3;

/** What stands in its SQL, the first few. */
function foundWords({ kind, findings }: Classification): string[] {
  const inFiles = kind === 'empties' ? [] : findings.filter(({ file }) => file !== null);
  const lines = inFiles
    .slice(0, shownFindings)
    .map(({ file, line, message }) => `${oneLine(`${file}:${line ?? 1}`)}: ${oneLine(message)}`);
  const more = inFiles.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more like ${more === 1 ? 'it' : 'them'}`] : lines;
}

/** How signatures are asked for; what of the line is secret must be left out by the person. */
function requestWords(command: string): string {
  const words = command.replace(/^(supabase|permahub) /, '');
  return `To have it signed: permahub request --reason "…" -- ${words}`;
}

function wouldDo({ effect, kind, touches }: Classification): string {
  if (effect === 'unknown') return 'is not known to permahub and is treated as if it destroyed everything in';
  if (kind === 'empties') return 'would empty the database of';
  if (kind === 'irrecoverable') return 'would destroy what no database backup can bring back in';
  if (kind === 'recovery' && touches?.length === 0) return 'would add rows to the database of';
  if (kind === 'recovery' && touches) return 'would overwrite a part of the database of';
  if (kind === 'recovery') return 'would overwrite the database of';
  if (kind === 'freeze') return 'would change who may write to';
  return effect === 'destroys' ? 'would destroy data in' : 'would change';
}

function because(cause: RefusalCause): string {
  if (cause.kind === 'policy') return sentence(cause.reason);
  const here =
    cause.why === 'no terminal'
      ? 'there is no terminal here'
      : `this is ${cause.why.startsWith('CI') ? 'a ' : ''}${oneLine(cause.why)}`;
  const words = `Only a person at a terminal can approve that, and ${here}.`;
  return cause.because ? `${sentence(cause.because)} ${words}` : words;
}

function sentence(text: string): string {
  const clean = oneLine(text);
  return `${clean.charAt(0).toUpperCase()}${clean.slice(1)}${/[.!?]$/.test(clean) ? '' : '.'}`;
}
