import type { ChainLine } from '../journal/types.ts';

/** A destructive run that was approved, as the journal knows it. */
export interface Run {
  readonly run: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** What was typed, without secrets. */
  readonly command: string;
  readonly target: string;
  readonly label: string;
  readonly environment: string;
  readonly by: string;
  readonly reason: string;
  /** Made just before it; null when there was nothing to back up. */
  readonly backup: string | null;
  /** null: it died, or is still running. */
  readonly outcome: {
    readonly status: number | null;
    readonly signal: string | null;
    readonly changed: boolean;
  } | null;
}

/** Every approved run that destroys, or that an older version did not say of whether it does; oldest first. Pure. */
export function destructiveRuns(journal: readonly ChainLine[]): Run[] {
  return approved(journal).filter(({ effect }) => effect !== 'changes' && effect !== 'reads' && effect !== 'files');
}

/**
 * Runs without an outcome, oldest first, as long as nothing has ended on the same target since: a later run began with a
 * backup of whatever the dead one had left. Pure.
 */
export function diedRuns(journal: readonly ChainLine[]): Run[] {
  const runs = approved(journal);
  return runs.filter(
    ({ outcome, target }, at) =>
      outcome === null && !runs.slice(at + 1).some((later) => later.target === target && later.outcome !== null),
  );
}

/** Restores by the owner alone that the second person has not signed yet; one that changed nothing needs no signature. Pure. */
export function openEmergencies(journal: readonly ChainLine[]): Run[] {
  const signed = new Set(
    journal.filter(({ kind, facts }) => kind === 'note' && facts.countersigned).map(({ run }) => run),
  );
  return approved(journal).filter(
    ({ emergency, run, outcome }) => emergency && !signed.has(run) && outcome?.changed !== false,
  );
}

function approved(journal: readonly ChainLine[]) {
  const outcomes = new Map(journal.filter(({ kind }) => kind === 'outcome').map((line) => [line.run, line.facts]));
  return journal
    .filter(({ kind }) => kind === 'intent')
    .map(({ run, at, facts }) => {
      const outcome = outcomes.get(run);
      return {
        run,
        at,
        command: text(facts.shown) ?? text(facts.command) ?? 'an unnamed command',
        target: text(facts.target) ?? 'unknown',
        label: text(facts.label) ?? text(facts.target) ?? 'unknown',
        environment: text(facts.environment) ?? 'production',
        by: text(facts.by) ?? 'nobody knows',
        reason: text(facts.reason) ?? 'none given',
        backup: text(facts.backup),
        effect: text(facts.effect),
        emergency: facts.emergency === true,
        outcome: outcome
          ? {
              status: typeof outcome.status === 'number' ? outcome.status : null,
              signal: text(outcome.signal),
              changed: outcome.changed !== false,
            }
          : null,
      };
    });
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
