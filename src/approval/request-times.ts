import type { Request } from './request-types.ts';

/** How long a request may live, in milliseconds. */
export const longestLife = 30 * 60_000;
/** How far two people's clocks may be apart. */
const skew = 2 * 60_000;

/** What is being asked of a request's times. */
export interface Clocks {
  readonly now: Date;
  /** The target database's own clock; null where it was not asked. */
  readonly databaseNow: Date | null;
  /** 'countersign': the second signature on an emergency restore, which comes afterwards. */
  readonly mode: 'run' | 'countersign';
}

/** Why a request does not stand at these clocks, in a sentence without its full stop; null when it does. Pure. */
export function whyUnfit(request: Request, { now, databaseNow, mode }: Clocks): string | null {
  const [created, expires] = [Date.parse(request.createdAt), Date.parse(request.expiresAt)];
  if (mode === 'countersign' && !request.emergency) return 'only an emergency restore is signed afterwards';
  if (expires <= created) return 'it expires before it was made';
  if (expires - created > longestLife) return 'it claims to live longer than 30 minutes';
  for (const [clock, whose] of [
    [now, 'the clock of this machine'],
    [databaseNow, 'the clock of the database'],
  ] as const) {
    if (clock === null) continue;
    if (!Number.isFinite(clock.getTime())) return `${whose} cannot be read`;
    if (created > clock.getTime() + skew) return `it was made in the future by ${whose}`;
    if (mode === 'run' && clock.getTime() >= expires) return `it expired at ${request.expiresAt} by ${whose}`;
  }
  return null;
}

/** Why a statement's time does not fit the request, in a sentence without its full stop; null when it does. Pure. */
export function whyUntimely(at: number, request: Request, { now, databaseNow, mode }: Clocks): string | null {
  if (at < Date.parse(request.createdAt) - skew) return 'it was signed before the request was made';
  if (mode === 'run' && at > Date.parse(request.expiresAt)) return 'it was signed after the request expired';
  const clocks = [now, ...(databaseNow ? [databaseNow] : [])];
  if (clocks.some((clock) => at > clock.getTime() + skew)) return 'it was signed in the future';
  return null;
}
