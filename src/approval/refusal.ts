import type { Classification } from '../classification/types.ts';
import type { Target } from '../target/types.ts';
import { oneLine } from '../terminal/clean.ts';
import { targetPhrase } from './target-words.ts';

/** Why a command is refused. `person`: only a person at a terminal can approve it. `policy`: nobody can, here. */
export type RefusalCause =
  | { readonly kind: 'person'; readonly why: string }
  | { readonly kind: 'policy'; readonly reason: string };

export interface RefusalInput {
  /** As shown, without secrets: "supabase db reset". */
  readonly command: string;
  readonly target: Target;
  readonly classification: Classification;
  readonly cause: RefusalCause;
  /** False when refused at once; true when the target's identity was read first. */
  readonly contacted: boolean;
}

/** The words of a refusal for Failure 'refused': what would have happened, to what, why not, and what to do instead. */
export function refusalWords(input: RefusalInput): { readonly words: string; readonly instead: string } {
  const command = oneLine(input.command);
  const words = [
    `Refused: ${command}`,
    `It ${wouldDo(input.classification)} ${targetPhrase(input.target)}.`,
    because(input.cause),
    input.contacted
      ? 'The target was only read. Nothing was backed up, changed or forwarded to the Supabase CLI.'
      : 'Nothing was contacted, backed up, changed or forwarded to the Supabase CLI.',
  ];
  const { safer } = input.classification;
  const instead = [
    ...(input.cause.kind === 'person' ? [`A person runs this in a terminal: ${command}`] : []),
    ...(safer ? [`Safer, if it does what is wanted: ${oneLine(safer)}`] : []),
  ];
  return { words: words.join('\n'), instead: instead.join('\n') };
}

function wouldDo({ effect, kind }: Classification): string {
  if (effect === 'unknown') return 'is not known to permahub and is treated as if it destroyed everything in';
  if (kind === 'empties') return 'would empty the database of';
  if (kind === 'irrecoverable') return 'would destroy what no database backup can bring back in';
  if (kind === 'recovery') return 'would overwrite the database of';
  return effect === 'destroys' ? 'would destroy data in' : 'would change';
}

function because(cause: RefusalCause): string {
  if (cause.kind === 'policy') return sentence(cause.reason);
  const here =
    cause.why === 'no terminal'
      ? 'there is no terminal here'
      : `this is ${cause.why.startsWith('CI') ? 'a ' : ''}${oneLine(cause.why)}`;
  return `Only a person at a terminal can approve that, and ${here}.`;
}

function sentence(text: string): string {
  const clean = oneLine(text);
  return `${clean.charAt(0).toUpperCase()}${clean.slice(1)}${/[.!?]$/.test(clean) ? '' : '.'}`;
}
