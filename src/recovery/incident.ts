import { type IncidentKind, runbooks, type Step } from './runbooks.ts';

/** A runbook being gone through for one target, as it stands in its file: a later process goes on where this one stopped. */
export interface Incident {
  readonly schema: 1;
  readonly kind: IncidentKind;
  /** The target's key. */
  readonly target: string;
  readonly label: string;
  /** When it was begun; UTC, ISO 8601. */
  readonly at: string;
  readonly by: string;
  /** In the runbook's order, as far as they are done. */
  readonly done: readonly StepDone[];
  /** The backup to go back to; null until it was chosen. */
  readonly chosen: string | null;
  /** When it was over; null while it is open. */
  readonly endedAt: string | null;
}

export interface StepDone {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  /** What was done, in words: a line. */
  readonly how: string;
}

/** The first step that is not done; null when all are. Pure. */
export function nextStep({ kind, done }: Pick<Incident, 'kind' | 'done'>): Step | null {
  const ids = done.map(({ id }) => id);
  return runbooks[kind].steps.find(({ id }) => !ids.includes(id)) ?? null;
}

/** "20251114T143022417Z_corruption.json". Pure. */
export function incidentName({ at, kind }: Pick<Incident, 'at' | 'kind'>): string {
  return `${at.replaceAll(/[-:.]/g, '')}_${kind}.json`;
}

/** An incident as it was written; null for anything else. Pure. */
export function parseIncident(text: string): Incident | null {
  try {
    const value = JSON.parse(text) as Partial<Incident> | null;
    const { schema, kind, target, label, at, by, done, chosen, endedAt } = value ?? {};
    const texts = [target, label, at, by].every((each) => typeof each === 'string');
    const optional = [chosen, endedAt].every((each) => each === null || typeof each === 'string');
    const known = typeof kind === 'string' && Object.hasOwn(runbooks, kind);
    return schema === 1 && known && texts && optional && Array.isArray(done) && done.every(isDone)
      ? (value as Incident)
      : null;
  } catch {
    return null; // Not JSON: no incident, which is the answer asked for.
  }
}

function isDone(value: Partial<StepDone> | null): boolean {
  return [value?.id, value?.at, value?.by, value?.how].every((each) => typeof each === 'string');
}
