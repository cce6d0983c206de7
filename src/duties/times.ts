import type { Environment } from '../target/types.ts';

/** When something runs, by the clock of its machine. */
export interface Times {
  readonly minute: number;
  readonly hours: readonly number[];
  /** 0 is Sunday; null: every day. */
  readonly weekday: number | null;
}

/** Backups as the duties ask for them; none for a local stack. Clocks change at 01:00 to 03:00: nothing is set there. */
export function backupTimes(environment: Environment): Times | null {
  if (environment === 'production') return { minute: 0, hours: [0, 6, 12, 18], weekday: null };
  return environment === 'staging' ? { minute: 0, hours: [4], weekday: null } : null;
}

/** The weekly restore test. */
export const testTimes: Times = { minute: 0, hours: [5], weekday: 0 };

/** The next moment after `now`, in the time zone of this machine. Pure. */
export function nextRun({ minute, hours, weekday }: Times, now: Date): Date {
  const candidates = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((days) =>
    hours.map((hour) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour, minute)),
  );
  const fits = candidates.filter((at) => at > now && (weekday === null || at.getDay() === weekday));
  return fits.sort((a, b) => a.getTime() - b.getTime())[0] as Date;
}
