import type { ChainLine } from '../journal/types.ts';
import type { ReportEvent } from './types.ts';

/** Runs, joined with how they ended, and refusals, oldest first. Pure. */
export function eventsOf(lines: readonly ChainLine[]): ReportEvent[] {
  const outcomes = new Map(lines.filter(({ kind }) => kind === 'outcome').map((line) => [line.run, line]));
  return lines.flatMap((line) => {
    const { kind, at, run, facts } = line;
    if (kind !== 'intent' && kind !== 'refusal') return [];
    const outcome = outcomes.get(run);
    return [
      {
        kind: kind === 'intent' ? ('run' as const) : ('refusal' as const),
        at,
        command: text(facts.shown) ?? text(facts.command) ?? 'unknown',
        target: text(facts.label) ?? text(facts.target) ?? 'unknown',
        why: text(kind === 'intent' ? facts.reason : facts.why) ?? '',
        by: text(facts.by),
        backup: text(facts.backup),
        ended: kind === 'refusal' ? null : endWords(outcome),
        well: kind === 'intent' && outcome?.facts.status === 0,
      },
    ];
  });
}

function endWords(outcome: ChainLine | undefined): string {
  if (!outcome) return 'no outcome: it died, or it is still running';
  const { status, signal, error } = outcome.facts;
  if (typeof error === 'string') return `failed: ${error}`;
  if (typeof signal === 'string') return `ended by ${signal}`;
  return status === 0 ? 'went well' : `status ${status}`;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
