import type { Environment } from '../target/types.ts';
import type { Duty, DutyFacts, Judged } from './types.ts';

const hour = 3600;
const day = 24 * hour;

/** The duties of the written procedure. No setting changes them. */
export const duties: readonly Duty[] = [
  { kind: 'backup', environments: ['production'], every: 6 * hour, words: 'backup every 6 hours' },
  { kind: 'backup', environments: ['staging'], every: day, words: 'backup every day' },
  {
    kind: 'restore-test',
    environments: ['production', 'staging', 'local'],
    every: 7 * day,
    words: 'restore test every week',
  },
  { kind: 'retention', environments: ['production'], every: 30 * day, words: 'backups kept 30 days' },
];

/** The duties that hold for a target: where nothing was ever backed up there is nothing to test. */
export function dutiesOf(environment: Environment, hasBackups: boolean): readonly Duty[] {
  const held = duties.filter(({ environments }) => environments.includes(environment));
  return held.filter(({ kind }) => kind === 'backup' || hasBackups);
}

/** How late a timer may be, and a backup may take, before it counts as overdue: a sixth of the time between two. */
function grace(duty: Duty): number {
  return duty.every / 6;
}

/** Milliseconds a clock may be ahead. What is dated later than that proves nothing. */
const ahead = 300_000;

/** How a target stands to a duty. A restore test is first due a week after the oldest backup. Pure. */
export function judge(duty: Duty, facts: DutyFacts, now: Date): Judged {
  const past = facts.backups.filter(({ startedAt }) => Date.parse(startedAt) <= now.getTime() + ahead);
  const oldest = past.at(-1)?.startedAt ?? null;
  if (duty.kind === 'retention')
    return { state: facts.missing.length > 0 ? 'overdue' : 'met', since: oldest, next: null };
  if (duty.kind === 'backup') {
    const since = past.find(({ verified }) => verified)?.startedAt ?? null;
    return since === null ? { state: 'never', since, next: null } : byClock(duty, since, since, now);
  }
  const since =
    facts.tests.findLast(({ outcome, at }) => outcome === 'equal' && Date.parse(at) <= now.getTime() + ahead)?.at ??
    null;
  const from = since ?? oldest;
  if (from === null) return { state: 'never', since: null, next: null };
  const judged = byClock(duty, from, since, now);
  return since === null && judged.state === 'overdue' ? { ...judged, state: 'never' } : judged;
}

/** Whether somebody has to see to it now. */
export function isLate({ state }: Judged): boolean {
  return state === 'overdue' || state === 'never';
}

function byClock(duty: Duty, from: string, since: string | null, now: Date): Judged {
  const next = Date.parse(from) + duty.every * 1000;
  const late = (now.getTime() - next) / 1000;
  const state = late < 0 ? 'met' : late < grace(duty) ? 'due' : 'overdue';
  return { state, since, next: new Date(next).toISOString() };
}
