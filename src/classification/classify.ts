import type { Turn } from '../cli/commands/command.ts';
import { firstValue } from '../cli/commands/flags.ts';
import { tableOf } from '../cli/commands/table.ts';
import type { Invocation } from '../invocation/types.ts';
import { reason, wordsFor } from './findings.ts';
import type { Classification, Finding } from './types.ts';

/**
 * What the invocation does, by the command table of its era alone: no file is read, so SQL of any kind is taken as
 * destructive and the finding says so. What does not parse or is not known is 'unknown', never harmless.
 */
export function classify(invocation: Invocation): Classification {
  const unknown = whyUnknown(invocation);
  if (unknown.length > 0) return { effect: 'unknown', kind: 'destructive', findings: unknown, safer: null };
  const command = tableOf(invocation.era).find(invocation.command);
  if (invocation.printsOnly || !command) return { effect: 'reads', kind: 'harmless', findings: [], safer: null };
  const turn = command.turns.find(({ flag }) => isOn(firstValue(invocation.flags, flag))) ?? null;
  const { effect, kind } = turn ?? command;
  if (effect !== 'destroys') return { effect, kind, findings: [], safer: null };
  const words = wordsFor(command.words, turn);
  const findings = [...(words ? [words.finding] : []), ...everyProject(invocation, turn)];
  return { effect, kind, findings, safer: words?.safer ?? null };
}

/** A switch that is on, or a flag with a value. */
function isOn(value: string | null): boolean {
  return value !== null && value !== 'false';
}

function whyUnknown(invocation: Invocation): readonly Finding[] {
  if (invocation.faults.length > 0) return invocation.faults.map((fault) => reason('does-not-parse', `${fault}.`));
  if (invocation.era === 'unknown' && !onlyPrints(invocation.argv))
    return [reason('unknown-version', 'This version of the Supabase CLI is not known, so anything could happen.')];
  if (!invocation.known && !invocation.printsOnly)
    return [
      reason('unknown-command', 'This command is not known, so it is treated as destructive.', invocation.command),
    ];
  return [];
}

/** The four things any version can be asked. */
function onlyPrints(argv: readonly string[]): boolean {
  return argv.length === 1 && ['--help', '-h', '--version', '-v'].includes(argv[0] ?? '');
}

function everyProject(invocation: Invocation, turn: Turn | null): readonly Finding[] {
  if (invocation.command !== 'stop' || !turn || firstValue(invocation.flags, 'all') !== 'true') return [];
  return [reason('every-project', 'With --all this happens to every project on this machine, not only to this one.')];
}
